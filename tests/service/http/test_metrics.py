from prometheus_client.mmap_dict import MmapedDict, mmap_key

from service.http.counting import FOLDER
from service.http.metrics import Metrics


def _count(file, value):
    """Write a counter as a worker does."""
    counted = MmapedDict(str(file))
    key = mmap_key("isogloss_model_loads", "isogloss_model_loads_total", ("result",), ("ok",), "")
    counted.write_value(key, value, 0.0)
    counted.close()


def test_what_workers_counted_is_added_up(monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    _count(tmp_path / "counter_1.db", 2.0)
    _count(tmp_path / "counter_2.db", 3.0)
    assert b'isogloss_model_loads_total{result="ok"} 5.0' in Metrics().text()


def test_a_file_that_a_worker_is_just_making_is_no_error(monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    _count(tmp_path / "counter_1.db", 2.0)
    (tmp_path / "counter_2.db").touch()
    assert b'isogloss_model_loads_total{result="ok"} 2.0' in Metrics().text()


def test_a_gauge_of_a_worker_that_has_just_ended_is_no_error(monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    _count(tmp_path / "counter_1.db", 2.0)
    (tmp_path / "gauge_livesum_2.db").symlink_to(tmp_path / "gone")
    assert b'isogloss_model_loads_total{result="ok"} 2.0' in Metrics().text()
