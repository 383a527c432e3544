"""One-time files: `/download/{token}` gives the file once, then never again."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from channels.http import problem

Fetch = Callable[[str], Awaitable[Path | None]]

# Whoever looks at the link only to draw a preview must not use it up. Cubot makes telephones.
PREVIEWERS = re.compile(r"(?<!\bcu)bot\b|whatsapp|facebookexternalhit|preview|crawler|spider")


def routes(fetch: Fetch) -> list[web.AbstractRouteDef]:
    async def download(request: web.Request) -> web.StreamResponse:
        if _is_preview(request):
            return problem(403, "not_for_previews")
        path = await fetch(request.match_info["token"])
        if path is None or not path.exists():
            return problem(410, "gone")
        headers = {"Content-Disposition": f'attachment; filename="{path.name}"'}
        return web.FileResponse(path, headers=headers)

    return [web.get("/download/{token}", download, allow_head=False)]


def _is_preview(request: web.Request) -> bool:
    agent = request.headers.get("User-Agent", "").casefold()
    early = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return bool(PREVIEWERS.search(agent)) or "prefetch" in early
