using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>One vehicle's new hot state.</summary>
/// <param name="Vehicle">Whose.</param>
/// <param name="Blob">The packed state; empty where the one stored before stays.</param>
/// <param name="Time">Event time of the newest report.</param>
/// <param name="Fix">The last fix that is believed; null before the first.</param>
/// <param name="Province">The confirmed province.</param>
/// <param name="Mark">What the writer knows of the vehicle's place in the views: one for each vehicle and ownership of its partition.</param>
public readonly record struct HotStateEntry(
    VehicleId Vehicle, ReadOnlyMemory<byte> Blob, Instant Time, PositionReport? Fix, ProvinceCode Province, IndexMembership Mark)
{
    private readonly PositionReport? _fix = Fix;

    public PositionReport? Fix
    {
        get => _fix;
        init => _fix = value;
    }

    /// <summary>When it has to be looked at though no report comes; null leaves what is stored.</summary>
    public HotDue? Due { get; init; }

    /// <summary>Whether it had a deadline and has none now.</summary>
    public bool IsDueGone { get; init; }

    /// <summary>Where that is. Looked at several times for every vehicle written, without copying the fix.</summary>
    public GeoPoint? Position => _fix.HasValue ? Nullable.GetValueRefOrDefaultRef(in _fix).Position : null;
}
