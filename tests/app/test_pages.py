"""Every page opens through app.py, as a visitor's first click and as a deep link."""

import pytest

from dlviz.ui.shared.pages import CLASS, HOME, PAGES


@pytest.mark.parametrize("page", [HOME, *PAGES, CLASS], ids=lambda page: page.title)
def test_every_page_opens_with_its_question(open_page, page) -> None:
    at = open_page(page.file)
    assert not at.exception
    assert at.title[0].value == page.question
    has_presets = any(button.key == "preset_0" for button in at.button)
    ends = [box.key for box in at.number_input][-1:] == ["frame_heard"]
    assert ends == has_presets  # docs/decisions/0005-presets-hold.md


def test_the_menu_lists_every_page_and_no_other(open_page) -> None:
    at = open_page(HOME.file)
    links = [link.proto.page for link in at.sidebar.get("page_link")]
    assert links == ["", *(page.name for page in (*PAGES, CLASS))]


def test_home_has_a_card_for_every_page(open_page) -> None:
    at = open_page(HOME.file)
    text = " ".join(block.value for block in at.main.markdown)
    assert all(page.question in text for page in PAGES)
    assert len(at.main.get("image")) == len(PAGES)
    assert "| Transformer |" in text
    assert any("1980s" in block.proto.body for block in at.get("html"))


def test_the_lecture_display_is_part_of_the_link(open_page) -> None:
    assert not open_page(HOME.file).toggle(key="lecture").value
    assert open_page(HOME.file, query={"lecture": "true"}).toggle(key="lecture").value


def test_a_link_to_what_is_on_screen_is_offered(open_page) -> None:
    at = open_page("pages/convolution.py", query={"convolution_stride": "2", "hide": "menu"})
    assert "display: none !important" in " ".join(block.proto.body for block in at.get("html"))
    at.button(key="share").click().run()
    assert not at.exception
    (link,) = [block.value for block in at.code if "convolution_stride=2" in block.value]
    assert "hide=" not in link
    names = at.multiselect[0]
    assert {"Menu", "Presets"} <= set(names.options)


@pytest.mark.parametrize("asked", ["</style><b>", "a b", "x{y", "ü" * 500])
def test_what_is_no_name_hides_nothing(open_page, asked: str) -> None:
    at = open_page("pages/convolution.py", query={"hide": asked})
    assert not at.exception
    assert "display: none !important" not in " ".join(b.proto.body for b in at.get("html"))
