"""The baseline: python-telegram-bot's own echo bot behind a webhook of aiohttp.

python -m bench.echo PORT API_BASE [--aiohttp]    (--aiohttp: with our request layer)
"""

import asyncio
import contextlib
import sys

from aiohttp import web
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bench.processes import TOKEN
from channels.telegram_transport import AiohttpRequest


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Says what was said; keeps nothing."""
    if update.effective_message is not None:
        await update.effective_message.reply_text(update.effective_message.text or "-")


def build(api_base: str, with_aiohttp: bool):  # type: ignore[no-untyped-def]
    """As in the library's examples; updates are handled one after another, its default."""
    builder = Application.builder().token(TOKEN).base_url(f"{api_base}/bot").updater(None)
    if with_aiohttp:
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(echo))
    return application


async def serve(port: int, api_base: str, with_aiohttp: bool) -> None:
    application = build(api_base, with_aiohttp)

    async def webhook(request: web.Request) -> web.Response:
        update = Update.de_json(await request.json(), application.bot)
        await application.update_queue.put(update)
        return web.Response()

    server = web.Application()
    server.router.add_post("/telegram/webhook", webhook)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    async with application:
        await application.start()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1]), sys.argv[2], "--aiohttp" in sys.argv))
