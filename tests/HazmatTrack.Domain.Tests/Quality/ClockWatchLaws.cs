using CsCheck;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Simulation;

namespace HazmatTrack.Domain.Tests.Quality;

/// <summary>What the watch must never say of honest lateness, and what it must always say of a clock that is wrong.</summary>
public sealed class ClockWatchLaws
{
    private const long Hour = 3_600_000;
    private const long Start = 1_795_000_000_000;

    private static readonly Gen<int> s_interval = Gen.Int[5, 90];
    private static readonly Gen<int[]> s_jitter = Gen.Int[0, 20_000].Array[64];

    /// <summary>How what was kept while there was no reception comes in afterwards.</summary>
    private enum BackFill
    {
        Burst,
        NewestFirst,
        LiveFirst,
        OneWithEachLive,
        FasterThanItHappened,
    }

    [Fact]
    public void A_back_fill_of_any_length_is_never_suspect() =>
        Gen.Select(s_interval, Gen.Int[1, 30 * 3600], Gen.Int[4, 200], s_jitter, Gen.Int[0, 4]).Sample((interval, outage, before, jitter, way) =>
            Suspect(Outage(interval, outage, before, jitter, (BackFill)way)) == 0);

    [Fact]
    public void A_back_fill_from_an_outage_of_whole_hours_is_never_suspect() =>
        Gen.Select(s_interval, Gen.Int[1, 24], Gen.Int[4, 200], s_jitter, Gen.Int[0, 4]).Sample((interval, hours, before, jitter, way) =>
            Suspect(Outage(interval, hours * 3600, before, jitter, (BackFill)way)) == 0);

    [Fact]
    public void A_straggler_is_suspect_only_about_whole_hours() =>
        Gen.Select(s_interval, Gen.Long[0, 120 * 60_000], s_jitter).Sample((interval, late, jitter) =>
        {
            var reports = Live(interval, 600, jitter);
            var at = reports[300];
            reports[300] = (at.Receipt, at.Receipt - late);
            var suspect = Suspect(reports);
            var offWhole = Math.Abs(late - ((late + (Hour / 2)) / Hour * Hour));
            return suspect == 0 || (suspect == 1 && late >= Hour / 2 && offWhole <= WholeHours.Tolerance.TotalMilliseconds);
        });

    [Fact]
    public void Half_of_the_reports_late_by_up_to_an_hour_show_no_wrong_clock() =>
        Gen.Select(s_interval, Gen.Int[0, 3_590_000].Array[400]).Sample((interval, delays) =>
        {
            var watch = default(ClockWatch);
            var reports = delays.Select((d, i) => (Receipt: Start + (i * 1000L * interval) + (i % 2 * d), Time: Start + (i * 1000L * interval)));
            foreach (var (receipt, time) in reports.OrderBy(r => r.Receipt))
            {
                watch.Observe(new(receipt), new(time));
            }

            return watch.State == ClockState.Good;
        });

    [Fact]
    public void Trucks_in_the_simulation_with_outages_of_hours_show_nothing() =>
        Gen.Int[0, 1_000_000].Sample(
            seed =>
            {
                var random = new Random(seed);
                var uplink = new UplinkSettings
                {
                    OutagesPerHour = 0.5,
                    LongestOutage = TimeSpan.FromHours(3),
                    LongestBackfill = TimeSpan.FromMinutes(40),
                    StragglerShare = 0.1,
                };
                var arrivals = new List<Arrival>();
                var sender = new Uplink(uplink, random);
                for (var i = 0; i < 2000; i++)
                {
                    sender.Send(new PositionReport { Time = new(Start + (30_000L * i)), Status = ReportStatus.Fixed }, arrivals);
                }

                return Suspect([.. arrivals.OrderBy(a => a.At.UnixMilliseconds).Select(a => (a.At.UnixMilliseconds, a.Report.Time.UnixMilliseconds))]) == 0;
            },
            iter: 200);

    [Fact]
    public void A_clock_that_is_whole_hours_behind_is_always_found() =>
        Gen.Select(s_interval, Gen.Int[1, 24], s_jitter).Sample((interval, hours, jitter) =>
        {
            var watch = default(ClockWatch);
            var suspect = 0;
            var reports = Live(interval, 1800 / interval, jitter);
            foreach (var (receipt, time) in reports)
            {
                suspect += watch.Observe(new(receipt), new(time - (hours * Hour))).Reports;
            }

            return watch.State == ClockState.Behind && watch.Hours == hours && suspect == reports.Count;
        });

    [Fact]
    public void Every_report_is_counted_once_at_most() =>
        Gen.Select(Gen.Int[0, 9].Array[1, 500], s_interval).Sample((kinds, interval) =>
        {
            var reports = kinds.Select((k, i) => (Start + (i * 1000L * interval), Start + (i * 1000L * interval) - (k switch
            {
                < 5 => 3_000,
                < 8 => (8 * Hour) + 3_000,
                8 => Hour,
                _ => -60_000,
            })));
            return Suspect([.. reports]) <= kinds.Count(k => k >= 5);
        });

    private static int Suspect(List<(long Receipt, long Time)> reports)
    {
        var watch = default(ClockWatch);
        return reports.Sum(r => watch.Observe(new(r.Receipt), new(r.Time)).Reports);
    }

    private static List<(long Receipt, long Time)> Live(int interval, int count, int[] jitter, long from = Start) =>
        [.. Enumerable.Range(0, count).Select(i => (Time: from + (i * 1000L * interval), Jitter: jitter[i % jitter.Length]))
            .Select(r => (r.Time + r.Jitter, r.Time)).OrderBy(r => r.Item1)];

    private static List<(long Receipt, long Time)> Outage(int interval, int outage, int before, int[] jitter, BackFill way)
    {
        var reports = Live(interval, before, jitter);
        var lost = Start + (before * 1000L * interval);
        var back = lost + (outage * 1000L);
        var kept = Enumerable.Range(0, Math.Max(1, outage / interval)).Select(i => lost + (i * 1000L * interval)).ToList();
        var live = Live(interval, 200 + (2 * kept.Count), jitter, back);
        reports.AddRange(way switch
        {
            BackFill.Burst => kept.Select((t, i) => (back + i, t)).Concat(live),
            BackFill.NewestFirst => kept.AsEnumerable().Reverse().Select((t, i) => (back + i, t)).Concat(live),
            BackFill.LiveFirst => live.Take(5).Concat(kept.Select((t, i) => (live[4].Receipt + i, t))).Concat(live.Skip(5)),
            BackFill.OneWithEachLive => live.Zip(kept, (l, t) => new[] { l, (l.Receipt + 1, t) }).SelectMany(p => p).Concat(live.Skip(kept.Count)),
            _ => kept.Select((t, i) => (back + (i * 700L * interval), t)),
        });
        return reports;
    }
}
