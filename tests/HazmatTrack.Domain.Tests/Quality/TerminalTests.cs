using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Simulation;

namespace HazmatTrack.Domain.Tests.Quality;

/// <summary>What a simulated terminal at fault makes of right fixes.</summary>
public sealed class TerminalTests
{
    private static readonly Instant s_start = Instant.FromSeconds(1_790_000_000);

    [Theory]
    [InlineData(SpeedFault.None, 720)]
    [InlineData(SpeedFault.Zero, 0)]
    [InlineData(SpeedFault.Halved, 360)]
    [InlineData(SpeedFault.Doubled, 1440)]
    [InlineData(SpeedFault.InMetresPerSecond, 200)]
    [InlineData(SpeedFault.InKnots, 389)]
    [InlineData(SpeedFault.Absent, null)]
    public void The_speed_is_told_as_the_fault_says_and_nothing_else_is_touched(SpeedFault fault, int? deciKmh)
    {
        var fix = Fix(0, 720);
        var told = new Terminal(new() { Speed = fault }, new(1)).Report(fix);
        Assert.Equal(fix with { SpeedDeciKmh = (ushort?)deciKmh }, told);
    }

    [Fact]
    public void A_stuck_speed_is_right_until_it_freezes_and_then_stays()
    {
        var terminal = new Terminal(new() { Speed = SpeedFault.Stuck }, new(1));
        var told = Enumerable.Range(0, 200).Select(i => (int)terminal.Report(Fix(i * 30, (ushort)(100 + i))).SpeedDeciKmh!).ToList();
        var right = told.TakeWhile((speed, i) => speed == 100 + i).Count();
        Assert.InRange(right, 1, 61);
        Assert.Equal(told[right], told[^1]);
        Assert.Single(told.Skip(right).Distinct());
    }

    [Fact]
    public void A_clock_that_steps_is_wrong_by_whole_seconds_for_a_while_and_then_right_again()
    {
        var terminal = new Terminal(new() { ClockStepsPerHour = 1 }, new(1));
        var errors = Enumerable.Range(0, 10_000).Select(i => Fix(i * 10, 0)).Select(f => (terminal.Report(f).Time - f.Time).TotalSeconds).ToList();
        Assert.Contains(errors, e => e > 0);
        Assert.Contains(errors, e => e < 0);
        Assert.All(errors, e => Assert.True(e == 0 || (Math.Abs(e) is >= 2 and <= 300 && e == Math.Round(e))));
        Assert.InRange(errors.Count(e => e == 0) / (double)errors.Count, 0.5, 0.99);
    }

    [Fact]
    public void A_truck_that_stands_reports_as_rarely_as_it_is_set_to_and_on_the_road_as_often_as_ever()
    {
        var track = new TrueTrack(new([new(31_000_000, 121_000_000), new(31_100_000, 121_000_000)]), s_start);
        track.DriveToEnd(Speed.FromKilometresPerHour(60)).Stand(TimeSpan.FromHours(2));
        var settings = new UplinkSettings { IntervalAtRest = TimeSpan.FromMinutes(15), LossShare = 0, DuplicateShare = 0, OutagesPerHour = 0 };
        var taken = new Uplink(settings, new(1)).Send(track, new(new(), new(1))).Select(a => a.Taken).Order().ToList();
        var steps = taken.Zip(taken.Skip(1), (a, b) => (Arrived: b > track.Legs[0].End, Step: b - a)).ToList();
        Assert.All(steps, s => Assert.Equal(s.Arrived && s != steps.First(t => t.Arrived) ? TimeSpan.FromMinutes(15) : settings.Interval, s.Step));
    }

    private static PositionReport Fix(int second, ushort deciKmh) =>
        new() { Time = s_start + TimeSpan.FromSeconds(second), SpeedDeciKmh = deciKmh, Status = ReportStatus.Fixed };
}
