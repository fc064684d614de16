using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Server.Tracking;

/// <summary>What a vehicle is given to judge: its reports of one batch, in order of arrival; none only asks for the state.</summary>
internal readonly ref struct VehicleReports
{
    public required Ownership Owner { get; init; }

    public required ReadOnlySpan<PositionReport> Reports { get; init; }

    /// <summary>The reports' offsets in the partition.</summary>
    public required ReadOnlySpan<long> Offsets { get; init; }

    /// <inheritdoc cref="VehicleBatch.FlushedOffset"/>
    public required long FlushedOffset { get; init; }

    /// <inheritdoc cref="VehicleBatch.Tick"/>
    public Instant? Tick { get; init; }

    /// <inheritdoc cref="VehicleBatch.State"/>
    public byte[]? State { get; init; }
}
