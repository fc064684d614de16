using CsCheck;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Permits;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracks;
using Drive = HazmatTrack.Domain.Tests.Rules.Routes.Drive;

namespace HazmatTrack.Domain.Tests.Documents;

/// <summary>Before the time that a filing reaches back to, the rules say the same with the document as it was and as it is.</summary>
public sealed class DocumentReachLaws
{
    private static readonly PermitRule s_rule = new(new());

    /// <summary>In minutes over some days, so that all of them meet.</summary>
    private static readonly Gen<Permit> s_permit =
        Gen.Select(Gen.Int[0, 6000], Gen.Int[1, 4000], Gen.Int[-3000, 9000], Gen.Bool, Gen.Int[0, 3], Gen.Int[2, 9])
            .Select((from, length, withdrawn, isWithdrawn, provinces, number) => new Permit
            {
                Number = $"P{number}",
                Vehicle = Some.Truck,
                Provinces = provinces switch
                {
                    0 => [ProvinceCode.Jiangsu],
                    1 => [ProvinceCode.Jiangsu, ProvinceCode.Zhejiang],
                    2 => [ProvinceCode.Shanghai],
                    _ => [ProvinceCode.Shanghai, ProvinceCode.Jiangsu],
                },
                ValidFrom = Minute(from),
                ValidTo = Minute(from + length),
                WithdrawnAt = isWithdrawn ? Minute(withdrawn) : null,
            });

    [Fact]
    public void No_entry_before_it_is_judged_otherwise_by_a_permit_filed_corrected_or_withdrawn() =>
        Gen.Select(Versions(s_permit, p => p with { Number = "P1" }, Corrected), s_permit.Array[0, 4], Gen.Int[-2000, 11_000],
            Gen.Int[0, 600], Gen.Int[0, 600], Gen.Bool)
            .Sample((versions, others, time, uncertain, confirmed, isDark) =>
            {
                var crossing = Crossing(time, uncertain, isDark);
                var current = Instant.Later(crossing.After.Time, crossing.Time + TimeSpan.FromMinutes(confirmed));
                var (before, after) = versions;
                if (DocumentReach.EarliestChange(before, after) is { } reach && current >= reach)
                {
                    return;
                }

                var known = others.DistinctBy(p => p.Number).ToList();
                var (said, now) = (Judge(crossing, current, known, before), Judge(crossing, current, known, after));
                Assert.Equal(said.Count, now.Count);
                Assert.All(said.Zip(now), f => Assert.True(FindingContent.Same(f.First, f.Second), $"{f.First} became {f.Second}"));
            }, iter: 20_000);

    [Fact]
    public void Nor_is_any_step_of_a_drive_by_a_route() =>
        Gen.Select(
            Versions(s_route, r => r with { Number = "R1" }, Corrected),
            s_route.Array[0, 2],
            Gen.Select(Gen.Int[1, 300], Gen.Double[-1200, 1200]).Array[1, 80])
            .Sample((versions, others, track) =>
            {
                var (before, after) = versions;
                var reach = DocumentReach.EarliestChange(before, after);
                var known = others.DistinctBy(r => r.Number).ToList();
                var (said, now) = (new Drive { Routes = Sorted(known, before) }, new Drive { Routes = Sorted(known, after) });
                var time = Minute(0);
                foreach (var (minutes, metres) in track)
                {
                    time += TimeSpan.FromMinutes(minutes);
                    if (time >= reach)
                    {
                        break;
                    }

                    said.Fix(time, metres);
                    now.Fix(time, metres);
                    Assert.Equal(said.State, now.State);
                }

                Assert.Equal(said.Findings.Findings.Count, now.Findings.Findings.Count);
                Assert.All(said.Findings.Findings.Zip(now.Findings.Findings), f =>
                    Assert.True(FindingContent.Same(f.First, f.Second), $"{f.First} became {f.Second}"));
            }, iter: 5000);

    private static readonly Gen<Route> s_route =
        Gen.Select(Gen.Int[0, 6000], Gen.Int[1, 4000], Gen.Int[-3000, 9000], Gen.Bool, Gen.Double[-900, 900], Gen.Int[2, 5])
            .Select((from, length, withdrawn, isWithdrawn, north, number) => Drive.Route($"R{number}", "00:00", "01:00", north) with
            {
                ValidFrom = Minute(from),
                ValidTo = Minute(from + length),
                WithdrawnAt = isWithdrawn ? Minute(withdrawn) : null,
            });

    private static Instant Minute(int minute) => Some.At("00:00") + TimeSpan.FromMinutes(minute);

    /// <summary>A document before and after: filed, vanished, or some of it corrected.</summary>
    private static Gen<(T? Before, T? After)> Versions<T>(Gen<T> document, Func<T, T> named, Func<T, T, int, T> corrected)
        where T : class =>
        Gen.Select(document, document, Gen.Int[0, 63], Gen.Int[0, 9]).Select((a, b, what, filed) => filed switch
        {
            0 => ((T?)null, (T?)named(a)),
            1 => (named(a), null),
            _ => (named(a), named(corrected(a, b, what))),
        });

    private static Permit Corrected(Permit a, Permit b, int what) => a with
    {
        ValidFrom = (what & 9) == 9 ? b.ValidFrom : a.ValidFrom,
        ValidTo = (what & 2) != 0 ? b.ValidTo : a.ValidTo,
        WithdrawnAt = (what & 4) != 0 ? b.WithdrawnAt : a.WithdrawnAt,
        Provinces = (what & 48) == 48 ? b.Provinces : a.Provinces,
    };

    private static Route Corrected(Route a, Route b, int what) => a with
    {
        ValidFrom = (what & 9) == 9 ? b.ValidFrom : a.ValidFrom,
        ValidTo = (what & 2) != 0 ? b.ValidTo : a.ValidTo,
        WithdrawnAt = (what & 4) != 0 ? b.WithdrawnAt : a.WithdrawnAt,
        Line = (what & 48) == 48 ? b.Line : a.Line,
    };

    private static Crossing Crossing(int time, int uncertain, bool isDark)
    {
        var at = Minute(time);
        var half = TimeSpan.FromSeconds(uncertain * 30);
        var (before, after) = isDark ? (at - half, at + half) : (at - TimeSpan.FromSeconds(15), at + TimeSpan.FromSeconds(15));
        return Some.Crossing(ProvinceCode.Jiangsu, ProvinceCode.Shanghai, "12:00") with
        {
            Time = at,
            TimeUncertainty = half,
            Before = Some.Fix(before, Some.Huaqiao),
            After = Some.Fix(after, Some.Huaqiao),
            Dark = isDark,
        };
    }

    private static IReadOnlyList<Finding> Judge(Crossing crossing, Instant current, List<Permit> known, Permit? version)
    {
        var findings = new FindingSet();
        var step = new RuleStep
        {
            Previous = crossing.Before,
            Current = new TrackPoint(crossing.After.Report with { Time = current }, 0),
            Province = crossing.To,
            Crossings = [crossing],
            Documents = VehicleDocuments.From(known.Concat(version is null ? [] : [version])),
        };
        s_rule.Judge(new(new EpisodeStore(), s_rule.Id), step, findings);
        return findings.Findings;
    }

    private static List<Route> Sorted(List<Route> known, Route? version) =>
        [.. known.Concat(version is null ? [] : [version]).OrderBy(r => r.ValidFrom).ThenBy(r => r.Number, StringComparer.Ordinal)];
}
