using System.Runtime.CompilerServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Web.Scope;

/// <summary>The part of a track that a caller may see.</summary>
internal static class ScopedTrack
{
    /// <summary>The visible reports. One without a position counts as where the last one with a position was; before the first, as nowhere known.</summary>
    /// <param name="points">The track, in order of time.</param>
    /// <param name="from">An instant that none of it is before.</param>
    /// <param name="facts">What decides about the vehicle.</param>
    /// <param name="now">The present.</param>
    public static IAsyncEnumerable<PositionReport> Within(
        IAsyncEnumerable<PositionReport> points, Instant from, AccessScope scope, VehicleFacts facts, ProvinceMap map, Instant now) =>
        Visibility.SeesWhole(scope, facts, from) ? points : FilterAsync(points, scope, facts, map, now, default);

    private static async IAsyncEnumerable<PositionReport> FilterAsync(
        IAsyncEnumerable<PositionReport> points, AccessScope scope, VehicleFacts facts, ProvinceMap map, Instant now,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var province = ProvinceCode.None;
        await foreach (var point in points.WithCancellation(cancellation))
        {
            province = point.Position is { } position ? map.Locate(position) : province;
            if (Visibility.CanSee(scope, facts, province, (point.Time, point.Time), now))
            {
                yield return point;
            }
        }
    }
}
