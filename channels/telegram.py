"""The Telegram channel: listens by polling or webhook, sends, answers taps."""

import asyncio
import hmac
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from aiohttp import web
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import InvalidToken, TelegramError

from channels.http import problem, read_json
from channels.parts import after_parts
from channels.telegram_account import Account, Webhook, bot_of, username_of, webhook_fault
from channels.telegram_outcome import outcome_of, sent
from channels.telegram_parse import callback_id, message_id, to_incoming
from channels.telegram_photo import NoPictureError, Photos, refused
from channels.telegram_poll import Clockwork, Patience, Poller
from channels.telegram_render import (
    Request,
    problem_of,
    repaired,
    to_edit,
    to_requests,
    unwanted_picture,
)
from channels.telegram_threads import Topics, group_fault
from channels.telegram_transport import AiohttpRequest
from channels.turns import Turns
from channels.untrusted import Json, text_at
from dialog import nik
from dialog.wire import (
    Fetch,
    Incoming,
    Outcome,
    Outgoing,
    Picture,
    Receive,
    Refused,
    Sent,
    Unfetched,
)

LISTEN_TO = ("message", "edited_message", "callback_query", "my_chat_member")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of it
MAX_BODY = 1 << 20
Commands = Sequence[tuple[str, str]]
"""Command without slash, description."""

log = logging.getLogger(__name__)


class TelegramChannel:
    """One bot. `clock` gives the time with its zone; without `fetch` only words are sent."""

    name = "telegram"

    def __init__(
        self,
        account: Account,
        clock: Callable[[], datetime],
        clockwork: Clockwork,
        patience: Patience | None = None,
        transport: AiohttpRequest | None = None,
        fetch: Fetch | None = None,
    ) -> None:
        self._account, self._webhook = account, account.webhook
        self._clock, self._clockwork = clock, clockwork
        self._patience = patience or Patience()
        self._transport = transport or AiohttpRequest()
        self._bot = bot_of(account, self._transport)
        self._photos = Photos(self._call, fetch) if fetch else None
        self._turns = Turns()
        self._topics = Topics(self._call, self._deliver_words, clock)
        self._username = ""
        self._receive: Receive | None = None
        self._answers: set[asyncio.Task[None]] = set()
        self._private: dict[str, int | None] = {}  # messages with a NIK, until they are taken

    @property
    def trouble(self) -> str:
        """Why nothing can be received just now: unreachable, conflict, token_refused, or empty."""
        return self._clockwork.trouble

    # Listening

    async def run(self, receive: Receive) -> None:
        """Listen until cancelled. Returns only when the token is refused."""
        receive = self._receive = self._forgetting(receive)
        try:
            self._username = username_of(await self._clockwork.insist(self._get_me))
            await (self._poll(receive) if self._webhook is None else self._stand_by(self._webhook))
        except InvalidToken:
            log.critical("Telegram refuses the token: the channel stops until it is mended")
        finally:
            self._receive = None

    async def _poll(self, receive: Receive) -> None:
        await self._clockwork.insist(self._bot.delete_webhook)
        await Poller(
            self._fetch, self._hear, receive, self._turns, self._clockwork, self._patience
        ).run()

    async def _fetch(self, offset: int) -> object:
        wait = self._patience.poll
        params = {"offset": offset, "timeout": wait, "allowed_updates": LISTEN_TO}
        return await self._call("getUpdates", params, wait)

    async def _stand_by(self, webhook: Webhook) -> None:
        await self._clockwork.insist(lambda: self.register(webhook.url, webhook.secret))
        await asyncio.Event().wait()

    async def register(self, url: str, secret: str) -> None:
        """Have updates delivered to `url`. Raises TelegramError."""
        await self._bot.set_webhook(url, allowed_updates=LISTEN_TO, secret_token=secret)

    async def webhook(self, request: web.Request) -> web.Response:
        """The route. 200 means committed; anything else makes Telegram deliver it again."""
        if not self._from_telegram(request):
            return problem(403, "wrong_secret")
        if self._receive is None:
            return problem(503, "not_listening")
        update = await read_json(request, MAX_BODY)
        if isinstance(update, web.Response):
            return update
        try:
            await self._take(update, self._receive)
        except Exception as error:
            log.warning("update %s failed: %s", update.get("update_id"), type(error).__name__)
            return problem(500, "not_taken")
        return web.Response()

    def _from_telegram(self, request: web.Request) -> bool:
        secret = self._webhook.secret if self._webhook else ""
        told = request.headers.get(SECRET_HEADER, "")
        return bool(secret) and hmac.compare_digest(
            told.encode("utf-8", "replace"), secret.encode()
        )

    async def _take(self, update: Json, receive: Receive) -> None:
        incoming = self._hear(update)
        if incoming is None:
            return
        async with self._turns.of(incoming.sender.key):
            await receive(incoming)

    def _hear(self, update: Json) -> Incoming | None:
        """The event; a tap is answered meanwhile, so that the button stops spinning at once."""
        if (query := callback_id(update)) is not None:
            self._later(self._answer(query))
        incoming = to_incoming(update, self._clock(), self._username, self._account.officers)
        if incoming and incoming.kind == "text" and nik.is_in(incoming.text):
            self._private[incoming.external_id] = message_id(update)
        return incoming

    def _forgetting(self, receive: Receive) -> Receive:
        """Takes a NIK out of the chat as soon as it is stored where nobody can read it."""

        async def then_forget(incoming: Incoming) -> None:
            await receive(incoming)
            number = self._private.pop(incoming.external_id, None)
            if number is not None:
                self._later(self._delete(incoming.sender.key, number))

        return then_forget

    async def _delete(self, chat: str, number: int) -> None:
        """Possible for two days, in a private chat; where it is not, nothing is lost by it."""
        with suppress(TelegramError):
            await self._call("deleteMessage", {"chat_id": int(chat), "message_id": number})

    def _later(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer(self, query: str) -> None:
        with suppress(TelegramError):
            await self._call("answerCallbackQuery", {"callback_query_id": query})

    async def download(self, file_id: str, limit: int) -> bytes | Unfetched:
        """A photo somebody sent. Never raises for the network."""
        try:
            found = await self._call("getFile", {"file_id": file_id})
            path = text_at(found, "file_path") if isinstance(found, dict) else ""
            url = f"{self._bot.base_file_url}/{quote(path)}"
            data = await self._transport.file(url, limit) if path else b""
        except TelegramError as error:
            log.warning("a photo did not come: %s", type(error).__name__)
            return Unfetched()
        return Unfetched(too_large=True) if data is None else data or Unfetched()

    # Sending

    async def send(self, message: Outgoing) -> Outcome:
        """A message in parts is sent when its last part is. Never raises for the network."""
        fault = problem_of(message, self._account.contact_label)
        if fault is not None:
            return Refused(fault, our_fault=True)
        if message.replaces:
            return await self._edit(message)
        if self._photos is None:
            message = replace(message, picture=None)
        if message.thread is not None:
            return await self._topics.send(replace(message, picture=None), message.thread)
        outcome: Outcome = Sent("")
        for number, request in enumerate(to_requests(message, self._account.contact_label)):
            answer = await self._send(request)
            if answer is None:
                return await self.send(replace(message, picture=None))
            outcome = answer
            if not isinstance(outcome, Sent):
                return after_parts(outcome) if number else outcome
        return outcome

    async def _edit(self, message: Outgoing) -> Outcome:
        """In the place of what was sent before, which keeps its number."""
        try:
            outcome = sent(await self._call("editMessageText", to_edit(message)))
        except TelegramError as error:
            outcome = outcome_of(error)
        return Sent(message.replaces) if isinstance(outcome, Sent) else outcome

    async def _send(self, request: Request) -> Outcome | None:
        """None when it is the picture that cannot go: nothing has arrived yet, it comes first."""
        try:
            return await self._deliver(request)
        except TelegramError as error:
            return outcome_of(error)

    async def _deliver(self, request: Request) -> Outcome | None:
        """Raises TelegramError when it cannot be mended by sending it once more in another way."""
        try:
            return sent(await self._post(request))
        except TelegramError as error:
            if request.picture and (isinstance(error, NoPictureError) or unwanted_picture(error)):
                return self._without(request.picture, error)
            again = repaired(request, error)
            if again is None:
                raise
            log.warning("sending once more after %s", type(error).__name__)
        return sent(await self._post(again))

    def _without(self, picture: Picture, error: TelegramError) -> Outcome | None:
        """The words go alone, unless they are nothing without it."""
        if picture.required:
            return refused(error)
        log.warning("sending without its picture after %s", type(error).__name__)
        return None

    async def _deliver_words(self, request: Request) -> Outcome:
        """Of a message without a picture, so that nothing can be left out of it."""
        return await self._deliver(request) or Sent("")

    async def _post(self, request: Request) -> object:
        if request.picture and self._photos:
            return await self._photos.send(request.picture, request.params)
        return await self._call("sendMessage", request.params)

    # Looking after the bot

    async def set_commands(
        self, default: Commands, special: Mapping[str, Commands]
    ) -> tuple[str, ...]:
        """The menus: `default` for everybody, others by chat. Returns the chats that failed,
        with "*" for everybody; somebody who never started the bot has no chat yet."""
        failed = [] if await self._set_menu(default, BotCommandScopeAllPrivateChats()) else ["*"]
        for chat, commands in special.items():
            if not await self._set_menu(commands, BotCommandScopeChat(chat)):
                failed.append(chat)
        return tuple(failed)

    async def _set_menu(
        self, commands: Commands, scope: BotCommandScopeAllPrivateChats | BotCommandScopeChat
    ) -> bool:
        try:
            return await self._bot.set_my_commands(commands, scope=scope)
        except TelegramError as error:
            log.warning("a command menu was not set: %s", type(error).__name__)
            return False

    async def check(self) -> str:
        """Empty when all is well, else what is wrong: token_refused, unreachable,
        webhook_in_the_way, webhook_elsewhere or webhook_failing."""
        try:
            await self._get_me()
            info = await self._call("getWebhookInfo", {})
        except InvalidToken:
            return "token_refused"
        except TelegramError:
            return "unreachable"
        return webhook_fault(info if isinstance(info, dict) else {}, self._webhook)

    async def check_officers(self) -> str:
        """Empty when officers can answer in their group, or there is none; else what is wrong:
        group_unreachable, group_without_topics or group_no_rights."""
        group = self._account.officers
        return await group_fault(self._call, group) if group else ""

    async def close(self) -> None:
        for task in self._answers:
            task.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)
        await self._transport.shutdown()

    async def _get_me(self) -> object:
        return await self._call("getMe", {})

    async def _call(
        self,
        method: str,
        params: Mapping[str, object],
        wait: float = 0,
        *,
        files: Mapping[str, bytes] | None = None,
    ) -> object:
        """Past the library's typed methods: they would build objects that nobody looks at."""
        return await self._transport.call(f"{self._bot.base_url}/{method}", params, wait, files)
