"""A short crash campaign; `make crash KILLS=200` runs a long one."""

import crash_campaign

KILLS = 12


def test_no_execution_is_lost_doubled_or_stuck(tmp_path):
    count, acknowledged = crash_campaign.campaign(tmp_path, KILLS, 20260101)
    # A busy machine starts fewer.
    assert min(count, acknowledged) >= KILLS
