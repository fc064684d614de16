using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>One vehicle's new hot state.</summary>
/// <param name="Blob">The packed state; empty where the stored one is kept.</param>
/// <param name="Time">Event time of the newest report.</param>
/// <param name="Fix">The last accepted fix; null before the first.</param>
/// <param name="Province">The confirmed province.</param>
/// <param name="Mark">The writer's knowledge of the vehicle's place in the views: one for each vehicle and ownership of its partition.</param>
public readonly record struct HotStateEntry(
    VehicleId Vehicle, ReadOnlyMemory<byte> Blob, Instant Time, PositionReport? Fix, ProvinceCode Province, IndexMembership Mark)
{
    private readonly PositionReport? _fix = Fix;

    public PositionReport? Fix
    {
        get => _fix;
        init => _fix = value;
    }

    /// <summary>When it has to be evaluated without a report; null keeps the stored deadline.</summary>
    public HotDue? Due { get; init; }

    /// <summary>Whether some rules are not evaluated for it, since they failed.</summary>
    public bool IsFaulted { get; init; }

    /// <summary>Whether it had a deadline and has none now.</summary>
    public bool IsDueGone { get; init; }

    /// <summary>The position of the fix. Read several times for every vehicle written, without copying the fix.</summary>
    public GeoPoint? Position => _fix.HasValue ? Nullable.GetValueRefOrDefaultRef(in _fix).Position : null;
}
