from collections.abc import Mapping

import pytest
from starlette.datastructures import Headers

from review.disposition import disposition
from review.security import host_name, same_origin


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("127.0.0.1:8080", "127.0.0.1"),
        ("LOCALHOST", "localhost"),
        ("[::1]:8080", "::1"),
        ("[::1", ""),
        ("", ""),
        ("a.example:80@127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.evil.example", "127.0.0.1.evil.example"),
    ],
)
def test_the_name_in_a_host_header(host: str, name: str) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        ({}, False),
        ({"host": "a:1", "origin": "http://a:1"}, True),
        ({"host": "A:1", "origin": "https://a:1"}, True),
        ({"host": "a:1", "origin": "http://a:2"}, False),
        ({"host": "a:1", "origin": "null"}, False),
        ({"host": "", "origin": ""}, False),
        ({"host": "a:1", "origin": "http://[a:1"}, False),
        ({"host": "a:1", "sec-fetch-site": "same-origin"}, True),
        ({"host": "a:1", "sec-fetch-site": "same-site", "origin": "http://a:1"}, False),
        ({"host": "a:1", "sec-fetch-site": "none", "origin": "http://a:1"}, False),
    ],
)
def test_where_a_form_comes_from(headers: Mapping[str, str], same: bool) -> None:
    assert same_origin(Headers(headers)) is same


@pytest.mark.parametrize("name", ["报修单.pdf", 'a"b\\c\r\nx: y.pdf', "\ud800.pdf", "…；'*%.pdf"])
def test_a_file_name_stays_one_ascii_header(name: str) -> None:
    value = disposition("attachment", name, "x.bin")
    assert value.isascii()
    assert value.isprintable()
    assert value.startswith("attachment; filename=\"x.bin\"; filename*=UTF-8''")
    assert value.count('"') == 2
