from prometheus_client.mmap_dict import MmapedDict, mmap_key

from service.http.counting import FOLDER
from service.http.metrics import Metrics


def _count(file, value):
    """Write a counter to a file, as a worker does."""
    counter = MmapedDict(str(file))
    key = mmap_key("isogloss_model_loads", "isogloss_model_loads_total", ("result",), ("ok",), "")
    counter.write_value(key, value, 0.0)
    counter.close()


def test_the_counts_of_all_workers_are_added_up(monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    _count(tmp_path / "counter_1.db", 2.0)
    _count(tmp_path / "counter_2.db", 3.0)
    assert b'isogloss_model_loads_total{result="ok"} 5.0' in Metrics().text()


def test_an_empty_file_of_a_starting_worker_is_skipped(monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    _count(tmp_path / "counter_1.db", 2.0)
    (tmp_path / "counter_2.db").touch()
    assert b'isogloss_model_loads_total{result="ok"} 2.0' in Metrics().text()


def test_a_missing_gauge_file_of_an_ended_worker_is_skipped(monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER, str(tmp_path))
    _count(tmp_path / "counter_1.db", 2.0)
    (tmp_path / "gauge_livesum_2.db").symlink_to(tmp_path / "gone")
    assert b'isogloss_model_loads_total{result="ok"} 2.0' in Metrics().text()
