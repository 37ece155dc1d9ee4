"""Fetches the newest pip that this interpreter can run, for interpreters that come without one.

Usage: fetch_pip.py TARGET. Reads the package index named by PIP_INDEX_URL, else PyPI, in the form of PEP 503, and
checks the digest that the index gives.
"""

import hashlib
import html
import os
import re
import sys
import urllib.parse
import urllib.request

NAME = re.compile(r"pip-(\d+(?:\.\d+)*)-py3-none-any\.whl$")


def runs_here(anchor):
    needs = re.search(r'data-requires-python="([^"]*)"', anchor)
    least = re.search(r">=\s*3\.(\d+)", html.unescape(needs.group(1))) if needs else None
    return least is None or int(least.group(1)) <= sys.version_info[1]


def wheels(page, base):
    for anchor in re.findall(r"<a\s[^>]*>", page):
        href = re.search(r'href="([^"]*)"', anchor)
        if href and runs_here(anchor):
            address, _, digest = html.unescape(href.group(1)).partition("#sha256=")
            named = NAME.search(address)
            if named and digest:
                version = [int(part) for part in named.group(1).split(".")]
                yield version, urllib.parse.urljoin(base, address), digest


def fetch(address):
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read()


def main(target):
    index = os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"
    base = index.rstrip("/") + "/pip/"
    _, address, digest = max(wheels(fetch(base).decode(), base))
    wheel = fetch(address)
    if hashlib.sha256(wheel).hexdigest() != digest:
        sys.exit("the package index sent another file than it announced")
    with open(target, "wb") as file:
        file.write(wheel)


main(sys.argv[1])
