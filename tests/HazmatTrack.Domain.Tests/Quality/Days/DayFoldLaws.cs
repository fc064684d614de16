using CsCheck;
using HazmatTrack.Domain.Quality.Days;
using HazmatTrack.Domain.Tests.Tracks;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Quality.Days;

/// <summary>What holds of the figures of every day.</summary>
public sealed class DayFoldLaws
{
    private static readonly QualitySettings s_settings = QualitySettings.Default;

    /// <summary>Stretches of driving, standing, silence, drift and lost positions, over more than a day.</summary>
    private static readonly Gen<List<PositionReport>> s_tracks =
        Gen.Select(Gen.Int[0, 4], Gen.Int[1, 40], Gen.Int[5, 400]).List[1, 12].Select(stretches =>
        {
            var (track, second, east) = (new List<PositionReport>(), 50_000.0, 0.0);
            foreach (var (kind, count, pause) in stretches)
            {
                for (var i = 0; i < count; i++)
                {
                    second += pause;
                    east += kind == 1 ? 0 : Math.Min(pause * 20, 4000);
                    track.Add(kind switch
                    {
                        2 when i % 7 == 3 => Drive.Fix(second, east, 30_000, 60),
                        3 when i % 3 == 0 => Drive.Lost(second),
                        4 => Drive.Fix(second, east, 0, i % 5 == 0 ? null : 72) with { HeadingDegrees = 90 },
                        _ => Drive.Fix(second, east, i % 2 * 30, kind == 1 ? 0 : 72) with { HeadingDegrees = 90 },
                    });
                }

                second += pause * 20;
            }

            return track;
        });

    [Fact]
    public void Figures_depend_on_the_set_of_reports_and_on_no_order_or_double() =>
        Gen.Select(s_tracks, Gen.Int[0, 1000]).Sample((track, seed) =>
        {
            // What came late and twice is in history as if it had come in time and once.
            var arrivals = track.Concat(track.Where((_, i) => i % 3 == 0)).ToArray();
            new Random(seed).Shuffle(arrivals);
            var stored = new SortedDictionary<long, PositionReport>();
            foreach (var report in arrivals)
            {
                stored[report.Time.UnixMilliseconds] =
                    stored.TryGetValue(report.Time.UnixMilliseconds, out var same) ? SameSecond.Merge(same, report) : report;
            }

            Assert.Equal(DayFold.Fold(track, s_settings), DayFold.Fold(stored.Values, s_settings));
        });

    [Fact]
    public void No_part_is_greater_than_its_whole_and_nothing_is_lost_between_days() => s_tracks.Sample(track =>
    {
        var days = DayFold.Fold(track, s_settings);
        Assert.All(days.Values, f => Assert.True(
            f.Continuous.Metres <= f.Driven.Metres && f.Drift <= f.Fixes && f.Fixes <= f.Reports && f.Qualified <= f.Reports && f.Continuous.Metres >= 0));
        Assert.Equal(
            track.GroupBy(r => ChinaDay.Of(r.Time).Number).ToDictionary(g => g.Key, g => g.Count()), days.ToDictionary(d => d.Key, d => d.Value.Reports));
        Assert.Equal(track.Count(r => DayFold.IsQualified(r, s_settings)), days.Values.Sum(f => f.Qualified));
    });

    [Fact]
    public void A_day_with_its_margin_has_the_figures_that_it_has_within_the_whole_track() => s_tracks.Sample(track =>
    {
        foreach (var (number, figures) in DayFold.Fold(track, s_settings))
        {
            var day = new ChinaDay(number);
            var part = track.Where(r => r.Time >= day.From - s_settings.Margin && r.Time < day.To + s_settings.Margin);
            Assert.Equal(figures, DayFold.Fold(part, s_settings)[number]);
        }
    });
}
