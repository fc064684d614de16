using System.Globalization;
using CsCheck;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Testing.Alerts;

namespace HazmatTrack.Storage.Tests.Alerts;

/// <summary>A list within a scope has what the scope lets a caller see, no more and no less.</summary>
public abstract partial class AlertStoreTests
{
    private static readonly ProvinceCode[] s_delta = [ProvinceCode.Shanghai, ProvinceCode.Jiangsu, ProvinceCode.Zhejiang, ProvinceCode.Anhui];
    private static readonly VehicleId[] s_trucks =
        [.. "沪苏浙皖".SelectMany(p => new[] { "A12345", "B67890" }, (p, rest) => new VehicleId(p + rest, PlateColour.Yellow))];

    private static readonly Gen<ProvinceSet> s_provinces =
        Gen.Int[0, 3].Select(i => s_delta[i]).Array[0, 2].Select(all => all.Aggregate(default(ProvinceSet), (set, p) => set.With(p)));

    /// <summary>Each truck with an operator or none; the caller's operator is A.</summary>
    private static readonly Gen<(AccessScope Scope, string?[] Operators, (int Truck, int From, int To, Severity Severity)[] Alerts)> s_scopes = Gen.Select(
        Gen.Select(s_provinces, s_provinces, Gen.Bool, (inspects, governs, isOperator) =>
            new AccessScope { Inspects = inspects, Governs = governs, Operator = isOperator ? "A" : null }),
        Gen.Int[0, 2].Select(i => new string?[] { "A", "B", null }[i]).Array[s_trucks.Length],
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool.Select(b => b ? Severity.Notice : Severity.Orange)).Array[1, 20]);

    [Fact]
    public async Task A_caller_is_listed_and_counted_the_alerts_that_it_may_see() => await s_scopes.SampleAsync(
        async given =>
        {
            await using var store = await OpenEmptyAsync();
            await store.ApplyAsync([.. given.Alerts.Select((a, i) => SomeAlerts.Raise(i, Between(i, a), s_trucks[a.Truck]))], default);
            var all = (await store.ListAsync(new() { Limit = 1000 }, default)).Alerts;
            var visible = all.Where(a => Visibility.CanSeeAlert(
                given.Scope,
                new()
                {
                    Operator = given.Operators[Array.IndexOf(s_trucks, a.Vehicle)],
                    OperatorSince = SinceOf(a.Vehicle),
                    Home = HomeProvince.FromPlate(a.Vehicle.Plate),
                },
                AlertProvinces.SetOf(a.Finding),
                a.Finding.Onset)).ToList();
            var own = s_trucks.Where((_, i) => given.Scope.Operator is { } me && given.Operators[i] == me).ToList();
            var scope = new AlertScope(
                [.. own.Where(v => SinceOf(v) == default)], new(given.Scope.Inspects.Bits | given.Scope.Governs.Bits), given.Scope.Governs)
            {
                VehiclesFrom = [.. own.Where(v => SinceOf(v) != default).Select(v => (v, SinceOf(v)))],
            };

            foreach (var sort in new[] { AlertSort.Onset, AlertSort.Open, AlertSort.Detected })
            {
                var listed = new List<AlertId>();
                for (AlertCursor? after = null; ;)
                {
                    var page = await store.ListAsync(new() { Scope = scope, Sort = sort, Limit = 3, After = after }, default);
                    listed.AddRange(page.Alerts.Select(a => a.Id));
                    if ((after = page.Next) is null)
                    {
                        break;
                    }
                }

                Assert.Equal(visible.Select(a => a.Id).Order(), listed.Order());
            }

            Assert.Equal(
                visible.Where(a => AlertProvinces.SetOf(a.Finding).Contains(ProvinceCode.Anhui)).Select(a => a.Id).Order(),
                (await store.ListAsync(new() { Scope = scope, Province = ProvinceCode.Anhui, Limit = 1000 }, default)).Alerts.Select(a => a.Id).Order());
            var (counts, _) = await store.CountOpenAsync(scope, default);
            Assert.Equal(
                (visible.Count(a => a.Finding.Severity == Severity.Notice), visible.Count(a => a.Finding.Severity == Severity.Orange)),
                (counts.Notice, counts.Orange));
        },
        iter: 15,
        threads: 1);

    /// <summary>From when on a truck's data is its operator's: some were another's before, and became the operator's in two lots.</summary>
    private static Instant SinceOf(VehicleId truck) => (Array.IndexOf(s_trucks, truck) % 4) switch
    {
        0 => default,
        1 => SomeAlerts.Morning + TimeSpan.FromMinutes(4),
        _ => SomeAlerts.Morning + TimeSpan.FromMinutes(9),
    };

    private static Finding Between(int number, (int Truck, int From, int To, Severity Severity) alert)
    {
        var at = SomeAlerts.Morning + TimeSpan.FromMinutes(number);
        var key = string.Create(CultureInfo.InvariantCulture, $"{s_delta[alert.From]}>{s_delta[alert.To]}");
        return SomeAlerts.Finding(at, key: key, severity: alert.Severity) with
        {
            Province = s_delta[alert.To],
            Crossing = SomeAlerts.Crossing(at, s_delta[alert.From], s_delta[alert.To]),
        };
    }
}
