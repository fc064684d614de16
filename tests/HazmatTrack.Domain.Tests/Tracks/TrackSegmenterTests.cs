using CsCheck;
using HazmatTrack.Domain.Tracks.Segments;

namespace HazmatTrack.Domain.Tests.Tracks;

public sealed class TrackSegmenterTests
{
    [Fact]
    public void A_truck_that_drives_on_is_one_segment_and_every_fix_follows_the_one_before()
    {
        var told = Drive.East(50).Segmented().ToList();
        Assert.All(told, r => Assert.Equal(1, r.Segment));
        Assert.Null(told[0].Previous);
        Assert.Equal(told.SkipLast(1).Select(r => r.Report), told.Skip(1).Select(r => r.Previous!.Value));
    }

    [Fact]
    public void A_truck_that_drives_on_is_told_at_once()
    {
        var segmenter = new TrackSegmenter();
        var (given, taken) = (0, 0);
        foreach (var fix in Drive.East(50))
        {
            segmenter.Add(fix);
            given++;
            while (segmenter.TryTake(out _))
            {
                taken++;
            }

            Assert.True(given < 3 || taken == given, $"{taken} of {given}");
        }
    }

    [Theory]
    [InlineData(600, 1)]
    [InlineData(601, 2)]
    public void A_silence_beyond_the_dark_gap_begins_a_segment(int silence, int segments)
    {
        var told = Drive.East(5).Concat(Drive.East(5, second: 120 + silence, east: 5000)).Segmented().ToList();
        Assert.Equal(segments, told[^1].Segment);
        Assert.Equal(segments == 1, told[5].Previous is not null);
    }

    [Fact]
    public void A_report_without_a_position_begins_a_segment_and_the_way_over_it_stays_known()
    {
        var told = Drive.East(5).Append(Drive.Lost(130)).Concat(Drive.East(5, second: 150, east: 3000)).Segmented().ToList();
        Assert.Equal([1, 1, 1, 1, 1, 0, 2, 2, 2, 2, 2], told.Select(r => r.Segment));
        Assert.False(told[5].IsDrift);
        Assert.True(told[6].IsAfterLoss);
        Assert.Equal(told[4].Report, told[6].Previous);
        Assert.False(told[7].IsAfterLoss);
    }

    [Theory]
    [InlineData(1, 50_000)]
    [InlineData(2, 50_000)]
    [InlineData(10, 50_000)]
    [InlineData(1, 900)]
    [InlineData(2, 900)]
    [InlineData(10, 2000)]
    public void A_burst_of_drift_belongs_to_nothing_and_the_track_goes_on_over_it(int length, double metres)
    {
        var reports = Drive.East(60).ToList();
        for (var i = 30; i < 30 + length; i++)
        {
            reports[i] = Drive.Fix(i * 30, (i * 600) + (i % 3 * 20), metres, 72);
        }

        var told = reports.Segmented().ToList();
        Assert.Equal(Enumerable.Range(0, 60).Select(i => i >= 30 && i < 30 + length), told.Select(r => r.IsDrift));
        Assert.All(told.Where(r => !r.IsDrift), r => Assert.Equal(1, r.Segment));
        Assert.Equal(reports[29], told[30 + length].Previous);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void A_burst_of_drift_from_a_stand_belongs_to_nothing(int length)
    {
        var reports = Enumerable.Range(0, 60)
            .Select(i => i >= 30 && i < 30 + length ? Drive.Fix(i * 30, 400 + (i % 4 * 30), 500, 0) : Drive.Fix(i * 30, i % 5 * 6, 0, 0)).ToList();
        Assert.Equal(length, reports.Segmented().Count(r => r.IsDrift));
    }

    [Fact]
    public void A_truck_whose_terminal_always_reports_no_speed_is_no_drift()
    {
        var told = Drive.East(60, kmh: 0)
            .Concat(Drive.East(60, second: 1800, east: 36_000, kmh: 0).Select((r, i) => Drive.Fix(1800 + (i * 30), 36_000 - (i * 600), 0, 0)))
            .Segmented().ToList();
        Assert.All(told, r => Assert.Equal(1, r.Segment));
    }

    [Fact]
    public void Two_trucks_under_one_plate_are_two_tracks()
    {
        var reports = Drive.East(40, every: 60).Concat(Drive.East(40, every: 60, second: 30, north: 200_000)).OrderBy(r => r.Time).ToList();
        var told = reports.Segmented().ToList();
        Assert.Equal(2, told.Select(r => r.Segment).Distinct().Count());
        Assert.DoesNotContain(told, r => r.IsDrift);
        Assert.All(told.Skip(2), r => Assert.Equal(r.Report.Position.LatitudeE6, r.Previous!.Value.Position.LatitudeE6));
    }

    [Fact]
    public void A_truck_that_turns_up_elsewhere_and_stays_is_believed_there()
    {
        var reports = Drive.East(20).Concat(Drive.East(4, second: 600, north: 40_000)).ToList();
        Assert.Equal([1, 2], reports.Segmented().Select(r => r.Segment).Distinct());
    }

    [Fact]
    public void A_first_fix_far_off_is_drift_once_the_truck_is_known()
    {
        var told = Drive.East(20, second: 30).Prepend(Drive.Fix(0, 0, 80_000)).Segmented().ToList();
        Assert.True(told[0].IsDrift);
        Assert.All(told.Skip(1), r => Assert.False(r.IsDrift));
    }

    [Fact]
    public void Every_report_comes_back_once_and_in_order_whatever_is_reported() =>
        Gen.Select(Gen.Int[0, 900], Gen.Int[-3, 3], Gen.Int[-3, 3], Gen.Int[0, 9]).List[0, 200].Sample(steps =>
        {
            double second = 0;
            var reports = steps.ConvertAll(s =>
            {
                second += s.Item1 + 1;
                return s.Item4 == 0 ? Drive.Lost(second) : Drive.Fix(second, s.Item2 * 700, s.Item3 * 9000, s.Item4 == 1 ? null : s.Item4 * 10);
            });
            var told = reports.Segmented().ToList();
            Assert.Equal(reports, told.Select(r => r.Report));
            Assert.All(told, r => Assert.True(r.Previous is not { } p || (r.Report.Time - p.Time <= TimeSpan.FromMinutes(10) && p.IsPosition)));
            Assert.All(told, r => Assert.Equal(r.Segment > 0, r.Track > 0));
        });
}
