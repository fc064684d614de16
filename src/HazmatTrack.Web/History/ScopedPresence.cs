using System.Runtime.CompilerServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Tracks.Passes;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Presences;
using HazmatTrack.Web.Scope;
using HazmatTrack.Web.Seen;

namespace HazmatTrack.Web.History;

/// <summary>
/// Presence as a caller may see it: what a search over the visible part of each track finds. A pass through an area that lies in several provinces is found
/// again from the visible reports alone, unless the caller sees the whole vehicle.
/// </summary>
internal sealed class ScopedPresence(ITrackHistory history, VehicleSights sights, ProvinceMap map, TimeProvider clock)
{
    /// <inheritdoc cref="ITrackHistory.OpenWithinAsync"/>
    public Task<OpenPart> OpenAsync(GeoArea area, Instant from, Instant to, CancellationToken cancellation) =>
        history.OpenWithinAsync(area, from, to, cancellation);

    /// <summary>The visible passes, in the order of the search.</summary>
    public async IAsyncEnumerable<Presence> WithinAsync(
        AccessScope scope, GeoArea area, Instant from, Instant to, VehicleId? startAt, OpenPart open, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var now = Instant.From(clock.GetUtcNow());
        var only = OnlyProvince(area);
        (VehicleId Vehicle, VehicleFacts Facts)? known = null;
        VehicleId? narrowed = null;
        await foreach (var found in history.PresenceAsync(area, from, to, startAt, open, cancellation))
        {
            var facts = known is { } k && k.Vehicle == found.Vehicle ? k.Facts : await sights.FactsOfAsync(scope, found.Vehicle, cancellation);
            known = (found.Vehicle, facts);
            if (Visibility.SeesWhole(scope, facts, found.Pass.First))
            {
                yield return found;
            }
            else if (only is { } province)
            {
                if (Visibility.CanSee(scope, facts, province, (found.Pass.First, found.Pass.Last), now))
                {
                    yield return found;
                }
            }
            else if (narrowed != found.Vehicle)
            {
                narrowed = found.Vehicle;
                foreach (var pass in await FindAgainAsync(scope, facts, found.Vehicle, area, from, to, now, open.IsWhole, cancellation))
                {
                    yield return new(found.Vehicle, pass);
                }
            }
        }
    }

    /// <summary>
    /// The stretches within a time that cannot be read, of vehicles that the caller sees now: where the others were then is not known, and to name them would
    /// tell that they exist.
    /// </summary>
    public async Task<IReadOnlyList<DamagedStretch>> DamagedAsync(AccessScope scope, Instant from, Instant to, CancellationToken cancellation)
    {
        var all = await history.DamagedAsync(from, to, cancellation);
        var seen = await sights.SeenOfAsync(scope, [.. all.Select(s => s.Vehicle).Distinct()], cancellation);
        return [.. all.Where(s => seen.Contains(s.Vehicle))];
    }

    private async Task<List<AreaPass>> FindAgainAsync(
        AccessScope scope, VehicleFacts facts, VehicleId vehicle, GeoArea area, Instant from, Instant to, Instant now, bool isWhole,
        CancellationToken cancellation)
    {
        var open = await history.OpenOfAsync(vehicle, cancellation);
        if (isWhole)
        {
            // Nothing in the answer says that something is missing.
            open.EnsureWhole();
        }

        var margin = IHistoryStore.PresenceMargin;
        var reports = new List<PositionReport>();
        var track = history.ReadAsync(vehicle, from - margin, to + margin, open, cancellation);
        await foreach (var report in ScopedTrack.Within(track, from - margin, scope, facts, map, now).WithCancellation(cancellation))
        {
            reports.Add(report);
        }

        return PassFinder.Find(reports, area, from, new(to.UnixMilliseconds - 1));
    }

    /// <summary>The province that the whole area lies in; null where it lies in several, or in none.</summary>
    private ProvinceCode? OnlyProvince(GeoArea area)
    {
        var (south, north) = (area.SouthWest, area.NorthEast);
        GeoPoint centre = new((int)(((long)south.LatitudeE6 + north.LatitudeE6) / 2), (int)(((long)south.LongitudeE6 + north.LongitudeE6) / 2));
        GeoPoint[] corners = [south, north, new(south.LatitudeE6, north.LongitudeE6), new(north.LatitudeE6, south.LongitudeE6)];
        var province = map.Locate(centre);
        var reach = corners.Max(c => Geodesy.Between(centre, c).Metres);
        return province.IsKnown && map.NearestBorder(centre).Distance.Metres > reach ? province : null;
    }
}
