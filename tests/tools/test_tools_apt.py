"""Mirrors are read from the machine's own apt files, whatever their form."""

from tools import apt

DEB822 = """\
# made by the installer
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://other.example/tool
Suites: stable
Components: tool
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
"""
ONE_LINE = """\
# deb http://off.example/debian bookworm main
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main # here
deb http://mirror.example/security bookworm-security main
"""


def test_deb822_keeps_signatures_and_leaves_out_what_is_off():
    distribution, other = apt.parse_deb822(DEB822)
    assert distribution.uris == ("http://mirror.example/debian",)
    assert distribution.suites == ("bookworm", "bookworm-updates")
    assert dict(distribution.options) == {
        "Signed-By": "/usr/share/keyrings/debian-archive-keyring.gpg"
    }
    assert "PGP PUBLIC KEY" in dict(other.options)["Signed-By"]


def test_one_line_sources_keep_their_options():
    first, second = apt.parse_one_line(ONE_LINE)
    assert first.options == (("Signed-By", "/k.gpg"),)
    assert first.suites == ("bookworm",)
    assert second.suites == ("bookworm-security",)


def test_the_distribution_is_told_from_other_sources():
    sources = [*apt.parse_deb822(DEB822)[::-1], *apt.parse_one_line(ONE_LINE)]
    found = apt.main_source(sources, "bookworm")
    assert found.uris == ("http://mirror.example/debian",)
    assert apt.main_source(sources[:1], "bookworm") is None


def test_another_suite_of_the_same_mirror_keeps_the_signature():
    stanza = apt.parse_deb822(DEB822)[0].stanza("sid", "bookworm")
    assert "Suites: sid bookworm\nComponents: main\n" in stanza
    assert "Signed-By: /usr/share/keyrings" in stanza
    again = apt.parse_deb822(stanza)
    assert again[0].suites == ("sid", "bookworm")


def test_both_kinds_of_files_are_read(tmp_path):
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text(ONE_LINE + "deb cdrom:[x]/ bookworm main\n")
    (tmp_path / "sources.list.d" / "debian.sources").write_text(DEB822)
    (tmp_path / "sources.list.d" / "debian.sources.save").write_text(DEB822)
    assert len(apt.machine_sources(tmp_path)) == 4


def test_os_release_is_unquoted(tmp_path):
    path = tmp_path / "os-release"
    path.write_text('ID=debian\nPRETTY_NAME="Debian GNU/Linux 12"\n\n# note\n')
    assert apt.os_release(path)["PRETTY_NAME"] == "Debian GNU/Linux 12"
    assert apt.os_release(tmp_path / "absent") == {}


def test_a_library_is_found_as_a_program_is(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert apt.find_tool("chromium") is None
    (tmp_path / "google-chrome").touch(mode=0o755)
    assert apt.find_tool("chromium") == str(tmp_path / "google-chrome")
    monkeypatch.setitem(apt._LIBRARIES, "libatomic1", "c")
    assert apt.has_browser()
    monkeypatch.setitem(apt._LIBRARIES, "libatomic1", "there-is-no-such-library")
    assert not apt.has_browser()


def test_who_lacks_a_library_is_told_its_package(monkeypatch, capsys):
    monkeypatch.setattr(apt, "is_root", lambda: False)
    monkeypatch.setitem(apt._LIBRARIES, "libatomic1", "there-is-no-such-library")
    assert apt.ensure_tools("libatomic1") == ["libatomic1"]
    assert "apt-get install libatomic1" in capsys.readouterr().err
