from engine import chart_completeness as meter
from engine.chart_completeness import Chart, Needle

WHOLE = Chart(
    needles=(Needle(True, True, True, True),),
    timed=True,
    as_planned=True,
    style=True,
    lots=True,
    subjective=True,
    objective=True,
    assessment=True,
    next_plan=True,
    tongue=True,
    pulse=True,
    tolerance=True,
    aftercare=True,
    counted=True,
)


def test_a_whole_record_lacks_nothing():
    assert meter.missing(WHOLE) == []
    assert meter.percent(WHOLE) == 100


def test_an_empty_record_lacks_everything():
    assert meter.missing(Chart()) == list(meter.CHECKS)
    assert meter.percent(Chart()) == 0


def test_each_fact_is_asked_for():
    for name in Chart._fields:
        empty = WHOLE._replace(**{name: type(getattr(WHOLE, name))()})
        assert meter.missing(empty), name
        assert meter.percent(empty) < 100, name


def test_one_needle_without_a_fact_is_enough_to_miss_it():
    for name, code in (
        ("depth", "2c_depth"),
        ("size", "2g_size"),
        ("stimulation", "2e_stimulation"),
        ("response", "2d_response"),
    ):
        bare = WHOLE.needles[0]._replace(**{name: False})
        chart = WHOLE._replace(needles=(*WHOLE.needles, bare))
        assert meter.missing(chart) == [code]
