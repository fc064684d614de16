using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Quality.Days;
using HazmatTrack.Domain.Tests.Tracks;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Quality.Days;

/// <summary>The figures of a day, computed by hand.</summary>
public sealed class DayFoldTests
{
    private static readonly QualitySettings s_settings = QualitySettings.Default;

    /// <summary>2026-03-02 08:00 at +08:00, so that some hours lie on one day.</summary>
    private static readonly ChinaDay s_day = ChinaDay.Of(Drive.Start);

    [Fact]
    public void A_truck_that_drives_and_reports_all_the_time_has_a_whole_track()
    {
        // 50 fixes at 30 s and 20 m/s: 49 steps of 600 m.
        var figures = Of(Whole(Drive.East(50)));
        Assert.Equal((50, 50, 50, 0), (figures.Reports, figures.Qualified, figures.Fixes, figures.Drift));
        Assert.Equal(29_400, figures.Driven.Metres, 10.0);
        Assert.Equal(figures.Driven, figures.Continuous);
        Assert.Equal((1.0, 0.0, 1.0), (figures.Completeness, figures.DriftShare, figures.QualifiedRate(0)));
    }

    [Fact]
    public void A_way_over_a_gap_is_driven_and_not_continuous()
    {
        // 10 steps of 600 m, five minutes without a report (6 km), and 10 steps more.
        var figures = Of(Drive.East(11).Concat(Drive.East(11, second: 600, east: 12_000)));
        Assert.Equal((18_000, 12_000), ((int)Math.Round(figures.Driven.Metres / 100) * 100, (int)Math.Round(figures.Continuous.Metres / 100) * 100));
        Assert.Equal(2 / 3.0, figures.Completeness!.Value, 0.001);
    }

    [Theory]
    [InlineData(120, true)]
    [InlineData(121, false)]
    public void Two_minutes_are_no_gap(int seconds, bool isContinuous)
    {
        var figures = Of([Drive.Fix(0, 0), Drive.Fix(seconds, 2000)]);
        Assert.Equal(isContinuous ? 1.0 : 0.0, figures.Completeness);
    }

    [Fact]
    public void A_silence_in_which_nobody_knows_the_way_counts_as_far_as_it_leads()
    {
        // Two hours dark, 30 km on.
        var figures = Of(Drive.East(11).Concat(Drive.East(11, second: 7500, east: 36_000)));
        Assert.Equal(42_000, figures.Driven.Metres, 50.0);
        Assert.Equal(12_000, figures.Continuous.Metres, 50.0);
    }

    [Fact]
    public void A_parked_truck_whose_fixes_scatter_drives_nowhere_and_no_silence_of_it_is_a_gap()
    {
        var parked = Enumerable.Range(0, 40).Select(i => Drive.Fix(i * 300, i % 2 == 0 ? 0 : 60, i % 3 * 20, kmh: 0));
        var figures = Of(parked);
        Assert.Equal((Distance.Zero, null), (figures.Driven, figures.Completeness));

        // It sleeps for an hour, then drives on from where it stood.
        figures = Of([Drive.Fix(0, 0), .. Drive.East(11, second: 3600)]);
        Assert.Equal(6000, figures.Driven.Metres, 10.0);
        Assert.Equal(1.0, figures.Completeness);
    }

    [Fact]
    public void A_truck_that_creeps_is_measured_from_where_the_last_way_ended()
    {
        // 2 m/s: 60 m a step, of which every second makes a way of 120 m.
        var figures = Of(Enumerable.Range(0, 21).Select(i => Drive.Fix(i * 30, i * 60, kmh: 7)));
        Assert.Equal(1200, figures.Driven.Metres, 5.0);
        Assert.Equal(1.0, figures.Completeness);
    }

    [Fact]
    public void Drift_is_counted_and_no_way_leads_there()
    {
        var track = Drive.East(20).Select((fix, i) => i == 10 ? fix with { Position = Drive.Point(6000, 50_000) } : fix);
        var figures = Of(track);
        Assert.Equal((20, 1), (figures.Fixes, figures.Drift));
        Assert.Equal(0.05, figures.DriftShare);
        Assert.Equal(11_400, figures.Driven.Metres, 10.0);
        Assert.Equal(1.0, figures.Completeness);
    }

    [Fact]
    public void A_report_without_a_position_is_a_report_and_no_fix()
    {
        var figures = Of([Drive.Fix(0, 0, kmh: 0), Drive.Lost(30) with { SpeedDeciKmh = 0 }]);
        Assert.Equal((2, 2, 1), (figures.Reports, figures.Qualified, figures.Fixes));
        Assert.True(figures.IsOnLine);
    }

    [Fact]
    public void Without_reports_no_rate_is_known_and_refused_ones_alone_are_none_qualified()
    {
        Assert.False(default(DayFigures).IsOnLine);
        Assert.Equal((null, null, null), (default(DayFigures).Completeness, default(DayFigures).DriftShare, default(DayFigures).QualifiedRate(0)));
        Assert.Equal(0, default(DayFigures).QualifiedRate(3));
        Assert.Equal(0.75, new DayFigures(3, 3, 3, 0, default, default).QualifiedRate(1));
    }

    public static TheoryData<string, bool> Reports => new()
    {
        { "all there", true }, { "stands without a course", true }, { "no speed", false }, { "161 km/h", false }, { "drives without a course", false },
        { "hours behind", false }, { "Paris", false }, { "Paris, but no position", true },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public void A_report_is_qualified_if_nothing_is_wrong_in_it(string what, bool isQualified)
    {
        var good = Whole([Drive.Fix(0, 0, kmh: 72)]).Single();
        var paris = GeoPoint.FromDegrees(48.86, 2.35);
        var report = what switch
        {
            "stands without a course" => good with { HeadingDegrees = null, SpeedDeciKmh = 50 },
            "no speed" => good with { SpeedDeciKmh = null },
            "161 km/h" => good with { SpeedDeciKmh = 1610 },
            "drives without a course" => good with { HeadingDegrees = null, SpeedDeciKmh = 51 },
            "hours behind" => good.WithHoursBehind(8),
            "Paris" => good with { Position = paris },
            "Paris, but no position" => good with { Position = paris, Status = ReportStatus.None },
            _ => good,
        };
        Assert.Equal(isQualified, DayFold.IsQualified(report, s_settings));
    }

    [Fact]
    public void Each_day_at_china_time_has_its_own_figures_and_no_way_leads_over_midnight()
    {
        var midnight = (s_day.To - Drive.Start).TotalSeconds;
        var days = DayFold.Fold(Drive.East(21, second: midnight - 300, east: 0), s_settings);
        Assert.Equal([s_day.Number, s_day.Number + 1], days.Keys);
        Assert.Equal((10, 11), (days[s_day.Number].Reports, days[s_day.Number + 1].Reports));
        Assert.Equal((5400, 6000), ((int)Math.Round(days[s_day.Number].Driven.Metres), (int)Math.Round(days[s_day.Number + 1].Driven.Metres)));
    }

    [Fact]
    public void Two_trucks_under_one_plate_each_drive_their_own_way()
    {
        var (one, two) = (Drive.East(40), Drive.East(40, second: 15, north: 80_000));
        var figures = Of(one.Concat(two).OrderBy(r => r.Time));

        // 39 steps each; eighty kilometres north a degree of longitude is shorter by 0.77 %.
        Assert.Equal(23_400 + 23_221, figures.Driven.Metres, 50.0);
        Assert.Equal((80, 0), (figures.Fixes, figures.Drift));
    }

    [Fact]
    public void A_day_is_written_and_read_and_begins_at_china_midnight()
    {
        Assert.True(ChinaDay.TryParse("2026-07-01", out var day));
        Assert.Equal("2026-07-01", day.ToString());
        Assert.Equal("2026-07-01T00:00:00+08:00", ChinaTimeText.Format(day.From));
        Assert.Equal((day, day.Next), (ChinaDay.Of(day.To - TimeSpan.FromMilliseconds(1)), ChinaDay.Of(day.To)));
        Assert.Equal("1969-12-31", ChinaDay.Of(new(-8 * 3_600_000 - 1)).ToString());
        Assert.False(ChinaDay.TryParse("2026-7-1", out _) || ChinaDay.TryParse("2026-02-30", out _));
    }

    /// <summary>The same fixes with all that a report has.</summary>
    private static IEnumerable<PositionReport> Whole(IEnumerable<PositionReport> fixes) => fixes.Select(f => f with { HeadingDegrees = 90 });

    private static DayFigures Of(IEnumerable<PositionReport> reports) => Assert.Single(DayFold.Fold(reports, s_settings)).Value;
}
