"""The baseline: python-telegram-bot's own echo bot, its request layer and its defaults.

python -m bench.echo API_BASE [PORT]    (with a port: behind a webhook of aiohttp; else it polls)
"""

import asyncio
import contextlib
import sys
from typing import Any

from aiohttp import web
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bench.processes import HOOK, TOKEN

Echo = Application[Any, Any, Any, Any, Any, Any]


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Says what was said; keeps nothing."""
    if update.effective_message is not None:
        await update.effective_message.reply_text(update.effective_message.text or "-")


def build(api_base: str, *, polls: bool) -> Echo:
    """As in the library's examples; updates are handled one after another, its default."""
    builder = Application.builder().token(TOKEN).base_url(f"{api_base}/bot")
    application: Echo = builder.build() if polls else builder.updater(None).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(echo))
    return application


async def serve(application: Echo, port: int) -> None:
    async def webhook(request: web.Request) -> web.Response:
        update = Update.de_json(await request.json(), application.bot)
        await application.update_queue.put(update)
        return web.Response()

    server = web.Application()
    server.router.add_post(HOOK, webhook)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    async with application:
        await application.start()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


def main(api_base: str, port: str = "") -> None:
    if port:
        asyncio.run(serve(build(api_base, polls=False), int(port)))
    else:
        build(api_base, polls=True).run_polling()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(*sys.argv[1:])
