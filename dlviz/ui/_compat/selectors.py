"""The list of all CSS selectors into Streamlit's own markup that our styles and scripts use.

Styles and scripts write `:--sidebar` (as in the CSS draft for custom selectors) for the selector
`SELECTORS["sidebar"]`. `resolve` replaces these names in a style sheet; a script gets `table()`
and replaces them itself.
"""

import re
from dataclasses import dataclass

_NAME = re.compile(r":--([a-z-]+)")


@dataclass(frozen=True, slots=True)
class Selector:
    """A part of Streamlit's markup.

    Attributes:
        css: A selector that may stand wherever a class selector may stand.
        purpose: What our styles and scripts use it for, one sentence.
    """

    css: str
    purpose: str


SELECTORS = {
    # The page
    "app": Selector(".stApp", "Makes a rule of ours weigh more than Streamlit's own."),
    "main": Selector(".stMain", "Scrolls: the lecture display turns its screens."),
    "main-block": Selector(".stMainBlockContainer", "The page's content, as wide as we want it."),
    "header": Selector(".stAppHeader", "Lies on our headline and must let clicks through."),
    "sidebar": Selector(".stSidebar", "The menu, which a link or the lecture display hides."),
    "open-sidebar": Selector(
        '[data-testid="stExpandSidebarButton"]', "Brings a closed menu back; hidden with it."
    ),
    "close-sidebar": Selector(
        '[data-testid="stSidebarCollapseButton"] button',
        "Closes the menu, which lies over the page of a phone.",
    ),
    "page-link": Selector(
        '[data-testid="stPageLink-NavLink"]', "A link to another page, which opens as it was left."
    ),
    "status": Selector(
        '[data-testid="stStatusWidget"]', "Says that a page computes; not on a projector."
    ),
    "connected": Selector(
        '[data-test-connection-state="CONNECTED"]', "Tells that the page has reached its server."
    ),
    "running": Selector(
        '[data-test-script-state="running"]', "Tells that a run goes on: keys wait for its end."
    ),
    # How it is laid out
    "vertical": Selector(".stVerticalBlock", "Things below each other, with less air in between."),
    "horizontal": Selector(".stHorizontalBlock", "Things beside each other."),
    "column": Selector(".stColumn", "One of the columns of a page, which are no row of controls."),
    "element": Selector(".stElementContainer", "Around every single thing on a page."),
    "expander": Selector(".stExpander", "What opens and closes; its inside is one thing."),
    # What stands in it
    "alert": Selector(".stAlert", "A coloured box with words."),
    "alert-box": Selector('[data-testid="stAlertContainer"]', "The colour of such a box."),
    "info-text": Selector(
        '[data-testid="stAlertContentInfo"]', "The words of what to notice, larger on a projector."
    ),
    "caption": Selector(
        '[data-testid="stCaptionContainer"]', "Small words, whose contrast we set."
    ),
    "code": Selector(".stCode", "A program, which wraps on a projector."),
    "component": Selector(".stBidiComponent", "A component of ours."),
    "heading": Selector(".stHeading", "A heading: it begins a new screen of a lecture."),
    "html": Selector(".stHtml", "A style sheet of ours: it takes no room."),
    "icon": Selector('[data-testid="stIconMaterial"]', "The icon on a button."),
    "image": Selector(".stImage", "A picture."),
    "markdown": Selector(".stMarkdown", "Text of ours."),
    "markdown-inside": Selector(
        '[data-testid="stMarkdownContainer"]', "The words of a button that shows only its icon."
    ),
    "one-line": Selector(
        ".stMarkdownEllipsis", "Words that Streamlit cuts off with three dots; ours wrap."
    ),
    "table": Selector(".stTable", "A table, which scrolls by itself where it is too wide."),
    "math": Selector(".katex", "An equation, which wraps."),
    "math-block": Selector(".katex-display", "An equation in a line of its own."),
    "token": Selector(".token", "A word of a program, whose colour we set."),
    # Controls
    "button": Selector(".stButton", "A button."),
    "primary": Selector('[kind^="primary"]', "The button that a page, or a form, is about."),
    "tertiary": Selector('[kind="tertiary"]', "A button without a border."),
    "button-group": Selector(".stButtonGroup", "The choice of a view: it begins a new screen."),
    "selected": Selector('[data-selected="true"]', "What is chosen in such a group."),
    "download": Selector(".stDownloadButton", "A file to take along; it belongs to its picture."),
    "popover": Selector(".stPopover", "A button that opens a small window."),
    "popover-body": Selector(
        '[data-testid="stPopoverBody"]', "The window that it opens, which may not be a slit."
    ),
    "checkbox": Selector('[data-testid="stCheckbox"]', "The switch of the lecture display."),
    "multiselect": Selector(".stMultiSelect", "A choice of several."),
    "tag": Selector("[data-tag]", "One of several that are chosen, whose contrast we set."),
    "number": Selector(".stNumberInput", "A number and its name."),
    "number-box": Selector('[data-testid="stNumberInputContainer"]', "The box of a number."),
    "select": Selector(".stSelectbox", "A choice of one."),
    "select-box": Selector('.stSelectbox [role="group"]', "The box of such a choice."),
    "select-text": Selector(
        '.stSelectbox [role="combobox"]', "What is chosen: kernels respond as soon as it is shown."
    ),
    "slider-value": Selector('[data-testid="stSliderThumbValue"]', "The number on a slider."),
    "dropzone": Selector('[data-testid="stFileUploaderDropzone"]', "Where files are dropped."),
    "label": Selector('[data-testid="stWidgetLabel"]', "The name of a control."),
    "help": Selector('[data-testid="stTooltipIcon"]', "The mark beside a control with more words."),
    "help-button": Selector('[aria-label^="Help for"]', "The same mark as a button: no control."),
}


def resolve(css: str) -> str:
    """Return `css` with each `:--name` replaced by the selector of that name.

    Raises:
        KeyError: if there is no selector of that name.
    """
    return _NAME.sub(lambda found: SELECTORS[found[1]].css, css)


def table() -> dict[str, str]:
    """Return the selectors by name, for scripts."""
    return {name: selector.css for name, selector in SELECTORS.items()}
