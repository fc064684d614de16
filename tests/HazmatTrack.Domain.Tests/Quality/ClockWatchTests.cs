using HazmatTrack.Domain.Quality;

namespace HazmatTrack.Domain.Tests.Quality;

public sealed class ClockWatchTests
{
    private static readonly Instant s_start = Instant.From(new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero));
    private static readonly TimeSpan s_zone = TimeSpan.FromHours(8);

    private ClockWatch _watch;
    private int _suspect;

    [Fact]
    public void A_truck_whose_clock_is_right_shows_nothing()
    {
        Drive(0, TimeSpan.FromHours(2), _ => TimeSpan.FromSeconds(3));
        Assert.Equal((ClockState.Good, 0), (_watch.State, _suspect));
    }

    [Fact]
    public void A_truck_whose_clock_is_8_hours_behind_is_found_in_ten_minutes_and_all_its_reports_are_counted()
    {
        var signs = Drive(0, TimeSpan.FromMinutes(20), i => s_zone + TimeSpan.FromSeconds(i % 4 * 10));
        Assert.Equal(s_start, signs.First(s => s.Reports > 0).Since);
        Assert.Equal((ClockState.Behind, 8, 40), (_watch.State, _watch.Hours, _suspect));
    }

    [Fact]
    public void A_clock_that_heals_is_good_again_after_three_reports()
    {
        Drive(0, TimeSpan.FromMinutes(20), _ => s_zone);
        Drive(20, TimeSpan.FromMinutes(1), _ => TimeSpan.Zero);
        Assert.Equal(ClockState.Behind, _watch.State);
        Drive(21, TimeSpan.FromMinutes(1), _ => TimeSpan.Zero);
        Assert.Equal((ClockState.Good, 40), (_watch.State, _suspect));
    }

    [Fact]
    public void A_clock_ahead_by_less_than_is_refused_is_found_too()
    {
        Drive(0, TimeSpan.FromMinutes(20), i => TimeSpan.FromMinutes(-3) + TimeSpan.FromSeconds(i));
        Assert.Equal((ClockState.Ahead, 0, 40), (_watch.State, _watch.Hours, _suspect));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Of_two_terminals_under_one_plate_the_one_that_is_8_hours_behind_is_found(int every)
    {
        Drive(0, TimeSpan.FromHours(2), i => i % every == 0 ? s_zone : TimeSpan.FromSeconds(2));
        Assert.Equal((ClockState.TwoClocks, 8), (_watch.State, _watch.Hours));
        Assert.Equal((240 + every - 1) / every, _suspect);
    }

    [Fact]
    public void A_clock_that_steps_to_and_fro_is_told()
    {
        var steps = false;
        for (var bout = 0; bout < 3; bout++)
        {
            Drive(bout * 60, TimeSpan.FromMinutes(30), _ => TimeSpan.FromSeconds(2));
            Assert.False(steps);
            steps = Drive((bout * 60) + 30, TimeSpan.FromMinutes(30), _ => s_zone).Exists(s => s.Steps);
        }

        Assert.True(steps);
    }

    [Fact]
    public void One_report_that_is_8_hours_behind_its_live_neighbours_is_suspect()
    {
        var signs = Drive(0, TimeSpan.FromMinutes(10), i => i == 10 ? s_zone + TimeSpan.FromSeconds(5) : TimeSpan.FromSeconds(5));
        Assert.Equal(new ClockSign(ClockState.Good, 8, 1, s_start + TimeSpan.FromMinutes(5), false), Assert.Single(signs, s => s.Reports > 0));
    }

    [Fact]
    public void One_report_from_a_silence_that_ended_whole_hours_later_is_not()
    {
        Drive(0, TimeSpan.FromMinutes(10), _ => TimeSpan.FromSeconds(2));
        Drive(250, TimeSpan.FromMinutes(10), i => i == 10 ? TimeSpan.FromHours(4) : TimeSpan.FromSeconds(2));
        Assert.Equal(0, _suspect);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Observe(s_start, s_start);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Observe(s_start + TimeSpan.FromSeconds(30 * i), s_start + TimeSpan.FromSeconds((30 * i) - (i % 3 * 3600)));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>A report every 30 s, received after the delay that each has.</summary>
    private List<ClockSign> Drive(int fromMinute, TimeSpan time, Func<int, TimeSpan> delay)
    {
        var signs = new List<ClockSign>();
        for (var i = 0; i < time.TotalSeconds / 30; i++)
        {
            var receipt = s_start + TimeSpan.FromMinutes(fromMinute) + TimeSpan.FromSeconds(30 * i);
            signs.Add(Observe(receipt, receipt - delay(i)));
        }

        return signs;
    }

    private ClockSign Observe(Instant receipt, Instant time)
    {
        var sign = _watch.Observe(receipt, time);
        _suspect += sign.Reports;
        return sign;
    }
}
