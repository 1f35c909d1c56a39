"""What people read of reports is in their own words, not in the code's."""

from __future__ import annotations

from siskamling.reports.rules import STATES
from tests.reports.shared import Scene, refused


def test_a_state_is_said_in_the_readers_language(scene: Scene) -> None:
    path = f"/reports/{scene.report()['id']}/acknowledgements"
    scene.officer.post(path)
    said = {language: refused(scene.officer.post(path, headers={"Accept-Language": language}), 409,
                              "reports.wrong_state") for language in ("id", "en")}  # fmt: skip
    assert said["id"]["detail"] == "Laporan ini sudah diterima petugas."
    assert said["en"]["detail"] == "This report is already acknowledged."
    assert said["id"]["state"] == said["en"]["state"] == "acknowledged"  # for the app


def test_only_one_move_is_refused_which_is_the_one_that_the_words_name() -> None:
    """Whoever adds a state gives `reports.wrong_state` words for it."""
    states, deeds = {state for state, _ in STATES} | set(STATES.values()), {deed for _, deed in STATES}
    assert {(state, deed) for state in states for deed in deeds} - set(STATES) == {("acknowledged", "acknowledge")}


def test_the_advice_names_the_unit_to_which_it_climbed(scene: Scene) -> None:
    scene.officer.post("/sign-outs")
    for language, words in (("id", "diteruskan ke Polres Metro Jakarta Utara"),
                            ("en", "went to Polres Metro Jakarta Utara")):  # fmt: skip
        answer = scene.budi.post("/reports", scene.body(), headers={"Accept-Language": language})
        assert words in answer.json["advice"]


def test_a_polres_that_answers_by_itself_climbs_to_the_polda(scene: Scene) -> None:
    polres = scene.town.unit("Polres Metro Jakarta Utara")
    report, body = scene.report(), {"unit_id": str(polres.id)}
    answer = scene.officer.post(f"/reports/{report['id']}/handovers", body).json
    assert (answer["climbed"], answer["unit_path"]) == (True, "polda-metro-jaya")
    assert "Polda Metro Jaya" in answer["advice"]
    assert "Polsek" not in answer["advice"]
