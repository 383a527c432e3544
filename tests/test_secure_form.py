"""The secure form: bound to a draft, used once, read like the chat, and the chat goes on."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from dialog.wire import Address, Incoming
from handlers import retention
from handlers.house import House
from storage.tables import form_links
from tests import ledger
from tests.form_site import HALF_AN_HOUR, NIK, REST, Site, form_site, path_of, seen
from tests.houses import START, Clock, Talk, plain
from tests.test_telegram_init_data import signed


@pytest.fixture
async def site(house: House) -> AsyncIterator[Site]:
    async with form_site(house) as found:
        yield found


@pytest.fixture
def talk(house: House) -> Talk:
    return Talk(house, "6281200000001", "whatsapp")


async def at_the_name(talk: Talk) -> str:
    """Where the page with the rest of the form is offered."""
    for text in ("daftar", "setuju"):
        await talk.say(text)
    return path_of(talk.outlet.sent[-1])


async def at_the_nik(talk: Talk) -> str:
    await at_the_name(talk)
    await talk.say("Budi Santoso")
    return path_of(talk.outlet.sent[-1])


def last(talk: Talk) -> str:
    return plain(talk.outlet.sent[-1].body)


async def test_on_whatsapp_the_nik_is_only_asked_on_the_page(talk: Talk) -> None:
    await at_the_nik(talk)
    asked = talk.outlet.sent[-1]
    assert "tidak boleh ditulis di WhatsApp" in plain(asked.body)
    assert [choice.label for choice in asked.choices] == ["Isi di halaman aman", "Kembali"]


@pytest.mark.parametrize("typed", ["13110101019000", "tidak hafal", "nomornya panjang"])
async def test_what_is_typed_there_is_not_read_as_an_answer(talk: Talk, typed: str) -> None:
    await at_the_nik(talk)
    said = await talk.say(typed)
    assert "tidak bisa ditulis di obrolan" in said
    assert path_of(talk.outlet.sent[-1])


async def test_a_nik_typed_in_the_chat_is_answered_kindly_with_a_new_link(
    house: House, talk: Talk
) -> None:
    path = await at_the_nik(talk)
    hidden = Incoming(talk.address, "x1", "", START, "hidden")
    said = await talk.send(hidden)
    assert "NIK jangan ditulis di obrolan" in said
    assert path_of(talk.outlet.sent[-1]) != path


async def test_outside_a_form_a_typed_nik_is_answered_too(talk: Talk) -> None:
    await talk.say("menu")
    said = await talk.send(Incoming(talk.address, "x1", "", START, "hidden"))
    assert "NIK jangan ditulis" in said


async def test_questions_and_words_work_where_the_page_is_asked_for(talk: Talk) -> None:
    await at_the_nik(talk)
    assert "NIK" in await talk.say("kenapa harus nik?")
    assert "Siapa nama lengkap" in await talk.say("kembali")


async def test_saving_lets_the_chat_go_on_at_the_next_question(talk: Talk, site: Site) -> None:
    path = await at_the_nik(talk)
    assert 'name="nik"' in await site.get(path)
    assert "Tersimpan" in await site.post(path, seen(nik=NIK))
    [answer] = await talk.drain()
    assert "isian dari halaman sudah kami terima" in plain(answer.body)
    assert "lahir 1 Januari 1990" in plain(answer.body)


async def test_the_whole_form_on_one_page(house: House, talk: Talk, site: Site) -> None:
    """The same registration as by twelve questions, in four messages of ours."""
    path = await at_the_name(talk)
    assert 'name="programmes"' not in await site.get(path), "its prices depend on the income"
    assert site.status == 200
    page = await site.post(path, seen(**REST))
    assert "Belum tersimpan. Masih ada yang perlu diisi" in page
    assert 'name="nagari"' in page
    assert 'name="nik_confirmed"' in page
    more = REST | {"programmes": "jkk,jkm", "nik_confirmed": "ya", "nagari": "13.11.04.2001"}
    assert "Tersimpan" in await site.post(path, seen(**more)), site.body
    [review] = await talk.drain()
    assert "mohon diperiksa" in plain(review.body)
    assert "Terima kasih" in await talk.say("kirim")
    assert len(talk.outlet.sent) <= 6
    stored = await ledger.answers(house, "PD-26-000001")
    assert stored["nik"] == NIK
    assert stored["phone"] == "+6281234567890"
    assert stored["birth_date"] == "1990-01-01"


async def test_what_is_wrong_is_said_in_the_words_of_the_chat_and_nothing_is_lost(
    talk: Talk, site: Site
) -> None:
    path = await at_the_name(talk)
    wrong = REST | {"full_name": "B", "phone": "12", "income": ""}
    page = await site.post(path, seen(**wrong))
    assert site.status == 422
    assert "Belum tersimpan. Mohon lihat yang bertanda merah" in page
    assert "Ini belum diisi." in page
    assert 'value="menyadap karet"' in page
    assert page.count('class="salah"') == 4
    assert await talk.drain() == []


async def test_a_doubtful_answer_is_proposed_and_chosen(talk: Talk, site: Site) -> None:
    path = await at_the_nik(talk)
    odd = "1311010113900001"
    page = await site.post(path, seen(nik=odd))
    [proposed] = re.findall(r'name="nik~" value="(~[0-9a-f]+)"', page)
    assert odd not in proposed
    assert "Tersimpan" in await site.post(path, seen(nik=odd) | {"nik~": proposed})


async def test_a_link_works_once(talk: Talk, site: Site) -> None:
    path = await at_the_nik(talk)
    await site.post(path, seen(nik=NIK))
    for again in (await site.get(path), await site.post(path, seen(nik=NIK))):
        assert (site.status, "sudah dipakai" in again) == (410, True)
    assert len(await talk.drain()) == 1


async def test_of_two_at_once_one_is_saved(talk: Talk, site: Site) -> None:
    path = await at_the_nik(talk)
    await asyncio.gather(*(site.post(path, seen(nik=NIK)) for _ in range(4)))
    assert len(await talk.drain()) == 1


async def test_looking_at_it_does_not_use_it_up(talk: Talk, site: Site) -> None:
    path = await at_the_nik(talk)
    for _ in range(3):
        await site.get(path)
    assert site.status == 200


async def test_a_link_ends_after_half_an_hour(talk: Talk, site: Site, clock: Clock) -> None:
    path = await at_the_nik(talk)
    clock.forward(HALF_AN_HOUR)
    assert "sudah tidak berlaku" in await site.post(path, seen(nik=NIK))
    assert site.status == 410
    assert await talk.drain() == []


@pytest.mark.parametrize("word", ["menu", "batal"])
async def test_a_link_of_a_draft_that_was_left_opens_nothing(
    talk: Talk, site: Site, word: str
) -> None:
    path = await at_the_nik(talk)
    await talk.say(word)
    if word == "batal":
        await talk.tap("Hapus jawaban")
    assert "sudah tidak berlaku" in await site.get(path)


async def test_a_link_of_an_earlier_run_does_not_write_into_the_next(
    talk: Talk, site: Site
) -> None:
    path = await at_the_nik(talk)
    await talk.say("menu")
    await talk.say("lanjut")
    assert "sudah tidak berlaku" in await site.post(path, seen(nik=NIK))


@pytest.mark.parametrize("token", ["x", "token-000x000000000999", "..%2f..", "a" * 3000])
async def test_a_foreign_token_opens_nothing(talk: Talk, site: Site, token: str) -> None:
    await at_the_nik(talk)
    assert "sudah tidak berlaku" in await site.get(f"/form/{token}")
    assert site.status == 410


async def test_another_site_cannot_post(talk: Talk, site: Site) -> None:
    path = await at_the_nik(talk)
    for told in ("cross-site", "same-site"):
        await site.post(path, seen(nik=NIK), **{"Sec-Fetch-Site": told})
        assert site.status == 403
    await site.post(path, seen(nik=NIK), **{"Content-Type": "text/plain"})
    assert site.status == 415


async def test_nobody_keeps_the_page_and_nobody_hears_of_it(talk: Talk, site: Site) -> None:
    path = await at_the_nik(talk)
    async with site.client.get(site.url + path) as got:
        headers, body = got.headers, await got.read()
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert b"http" not in body.replace(b"http-equiv", b"").replace(b"https://web.telegram.org", b"")
    assert len(body) < 20_000


async def test_the_longest_page_stays_small(talk: Talk, site: Site) -> None:
    path = await at_the_name(talk)
    wrong = REST | {"district": "13.11.01", "income": "x", "phone": "x", "full_name": "9"}
    page = await site.post(path, seen(**wrong))
    assert 'name="nagari"' in page
    assert len(page.encode()) < 20_000


async def test_the_database_keeps_no_token_and_forgets_old_links(
    house: House, talk: Talk, clock: Clock
) -> None:
    path = await at_the_nik(talk)
    token = path.rsplit("/", 1)[1]
    assert await ledger.mentions(house, token) == []
    assert len(await ledger.rows(house, form_links)) == 2
    clock.forward(HALF_AN_HOUR * 50)
    await retention.forget(house)
    assert await ledger.rows(house, form_links) == []


async def test_strange_characters_do_no_harm(talk: Talk, site: Site) -> None:
    path = await at_the_name(talk)
    page = await site.post(path, seen(full_name='<b>"Siti" \0 & \'*', nik="٣\u200d\ufeff"))
    assert site.status == 422
    assert "&lt;b&gt;&#34;Siti&#34;" in page


@pytest.mark.parametrize("channel", ["telegram", "web"])
async def test_elsewhere_the_page_is_offered_first_and_typing_still_works(
    house: House, channel: str
) -> None:
    public = replace(house, rules=replace(house.rules, public_url="https://bot.example"))
    talk = Talk(public, "7", channel)
    await at_the_nik(talk)
    asked = talk.outlet.sent[-1]
    assert asked.choices[0].label == "Isi di halaman aman"
    assert asked.choices[0].url.startswith("https://bot.example/form/")
    assert "Boleh juga diketik" in plain(asked.body)
    assert "lahir 1 Januari 1990" in await talk.say(NIK)


async def test_telegram_vouches_for_who_fills_it_in(house: House) -> None:
    public = replace(house, rules=replace(house.rules, public_url="https://bot.example"))
    async with form_site(public) as site:
        talk = Talk(public, "7", "telegram")
        path = await at_the_nik(talk)
        for told, status in ((signed(8), 410), ("x=1&hash=0", 403), (signed(7), 200)):
            await site.post(path, seen(nik=NIK) | {"telegram": told})
            assert site.status == status
    assert len(await talk.drain()) == 1


async def test_in_minangkabau_the_page_speaks_it_too(talk: Talk, site: Site) -> None:
    await talk.say("baso minang")
    path = await at_the_nik(talk)
    assert "Bara NIK Apak/Ibu" in await site.get(path)


async def test_the_answer_comes_where_the_person_is(house: House, talk: Talk, site: Site) -> None:
    path = await at_the_nik(talk)
    await site.post(path, seen(nik=NIK))
    told = await ledger.promised(house, Address("whatsapp", "6281200000001"))
    assert "lahir 1 Januari 1990" in plain(told[-1])
    assert NIK not in "".join(told)
    assert last(talk)


async def test_with_the_nik_the_rest_may_stay_empty_or_be_finished_here(
    house: House, site: Site
) -> None:
    """Whoever begins with the rest is not sent back and forth between page and chat."""
    few = Talk(house, "6281200000002", "whatsapp")
    path = await at_the_nik(few)
    assert "Yang lain bisa dijawab di obrolan" in await site.get(path)
    empty = dict.fromkeys(REST, "")
    assert "Tersimpan" in await site.post(path, seen(**empty | {"nik": NIK}))
    [asked] = await few.drain()
    assert "lahir 1 Januari 1990" in plain(asked.body)

    all_here = Talk(house, "6281200000003", "whatsapp")
    path = await at_the_nik(all_here)
    page = await site.post(path, seen(**REST | {"phone": ""}))
    assert "Ini belum diisi." in page
    more = REST | {"programmes": "jkk,jkm", "nik_confirmed": "ya", "nagari": "13.11.04.2001"}
    more.pop("full_name")
    assert "Tersimpan" in await site.post(path, seen(**more)), site.body
    [review] = await all_here.drain()
    assert "mohon diperiksa" in plain(review.body)
    await all_here.say("kirim")
    assert len(all_here.outlet.sent) <= 6


async def test_changing_the_nik_later_asks_for_nothing_else(talk: Talk, site: Site) -> None:
    path = await at_the_name(talk)
    more = REST | {"programmes": "jkk,jkm", "nik_confirmed": "ya", "nagari": "13.11.04.2001"}
    await site.post(path, seen(**more))
    await talk.drain()
    await talk.say("ubah 2")
    page = await site.get(path_of(talk.outlet.sent[-1]))
    assert 'name="nik"' in page
    assert 'name="phone"' not in page


async def test_the_number_of_the_chat_itself_is_taken(talk: Talk, site: Site) -> None:
    path = await at_the_nik(talk)
    await site.post(path, seen(nik=NIK))
    await talk.drain()
    await talk.say("ya")
    assert "kecamatan" in await talk.say("nomor ini saja")
