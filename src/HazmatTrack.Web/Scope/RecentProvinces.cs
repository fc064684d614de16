using System.Runtime.InteropServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Web.Scope;

/// <summary>
/// The provinces that vehicles have crossed into or out of within <see cref="Visibility.JustLeft"/>, by their crossings: an inspector still sees a vehicle that
/// has just left. In memory, kept by the events of alerts; each event carries its whole alert, so that events may be taken more than once.
/// </summary>
internal sealed class RecentProvinces(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<VehicleId, List<(AlertId Alert, Instant At, ProvinceSet Provinces)>> _crossings = [];
    private Instant _pruned;

    /// <summary>The provinces of a vehicle; empty for one that has crossed no border lately.</summary>
    public ProvinceSet Of(VehicleId vehicle)
    {
        var since = Instant.From(clock.GetUtcNow()) - Visibility.JustLeft;
        lock (_lock)
        {
            return _crossings.TryGetValue(vehicle, out var all)
                ? all.Where(c => c.At >= since).Aggregate(default(ProvinceSet), (set, c) => new(set.Bits | c.Provinces.Bits))
                : default;
        }
    }

    /// <summary>The vehicles that have crossed the border of one of some provinces lately, in order of their ids.</summary>
    /// <param name="after">The vehicle before the first; null for all.</param>
    public IReadOnlyList<VehicleId> In(ProvinceSet provinces, VehicleId? after, int limit)
    {
        var since = Instant.From(clock.GetUtcNow()) - Visibility.JustLeft;
        lock (_lock)
        {
            return
            [
                .. _crossings
                    .Where(v => (after is not { } before || v.Key.CompareTo(before) > 0)
                        && v.Value.Any(c => c.At >= since && (c.Provinces.Bits & provinces.Bits) != 0))
                    .Select(v => v.Key).Order().Take(limit),
            ];
        }
    }

    public void Take(IEnumerable<Alert> alerts)
    {
        var now = Instant.From(clock.GetUtcNow());
        lock (_lock)
        {
            foreach (var alert in alerts)
            {
                if (alert.Finding.Crossing is not { } crossing)
                {
                    continue;
                }

                var all = CollectionsMarshal.GetValueRefOrAddDefault(_crossings, alert.Vehicle, out _) ??= [];
                all.RemoveAll(c => c.Alert == alert.Id);
                if (alert.Status != AlertStatus.Retracted && crossing.Time >= now - Visibility.JustLeft)
                {
                    all.Add((alert.Id, crossing.Time, AlertProvinces.SetOf(alert.Finding)));
                }
            }

            if (now - _pruned > TimeSpan.FromMinutes(10))
            {
                _pruned = now;
                foreach (var (vehicle, all) in _crossings)
                {
                    if (all.RemoveAll(c => c.At < now - Visibility.JustLeft) >= 0 && all.Count == 0)
                    {
                        _crossings.Remove(vehicle);
                    }
                }
            }
        }
    }
}
