"""A teacher's link and a clicker, in a real browser."""

PATIENCE = 30_000  # ms: a slow machine is no failure


def test_the_arrow_keys_walk_through_the_presets(server_url, open_tab) -> None:
    tab = open_tab(f"{server_url}/convolution?lecture=true")
    tab.locator(".st-key-preset_keys [data-hears=keys]").wait_for(
        state="attached", timeout=PATIENCE
    )
    tab.locator(".st-key-frame_presets button").nth(2).wait_for(timeout=PATIENCE)
    for key in ("ArrowRight", "PageDown", "ArrowRight"):  # as fast as a nervous hand
        tab.keyboard.press(key)
    tab.wait_for_function("location.search.includes('On+a+photo')", timeout=PATIENCE)
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("ArrowLeft")
    tab.wait_for_function("!location.search.includes('On+a+photo')", timeout=PATIENCE)


def test_a_teacher_s_link_hides_what_it_names(server_url, open_tab) -> None:
    query = "convolution_stride=2&hide=menu,presets,convolution_stride"
    tab = open_tab(f"{server_url}/convolution?{query}")
    tab.get_by_label("Padding").wait_for(timeout=PATIENCE)
    tab.get_by_text("Output 2 × 1").wait_for(timeout=PATIENCE)  # the hidden stride of 2 counts
    for hidden in (".stSidebar", ".st-key-frame_presets", ".st-key-convolution_stride"):
        assert not tab.locator(hidden).first.is_visible()
