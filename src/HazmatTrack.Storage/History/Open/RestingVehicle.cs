using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.History.Open;

/// <summary>
/// The state of a vehicle that has no open points and no note: one that has not reported for hours. Most known vehicles are resting, so this is
/// a tenth of a <see cref="VehicleHistory"/>.
/// </summary>
internal readonly struct RestingVehicle(VehicleHistory vehicle)
{
    private readonly int _key = vehicle.Key;
    private readonly int _chunkPoints = vehicle.ChunkPoints;
    private readonly Instant _sealedTo = vehicle.SealedTo ?? new(long.MinValue);
    private readonly Instant _chunkStart = vehicle.ChunkStart;
    private readonly Instant _checkpointBound = vehicle.CheckpointBound ?? new(long.MinValue);

    public VehicleHistory Wake(VehicleId id) => new(_key, id)
    {
        SealedTo = Known(_sealedTo),
        ChunkStart = _chunkStart,
        ChunkPoints = _chunkPoints,
        CheckpointBound = Known(_checkpointBound),
    };

    private static Instant? Known(Instant time) => time.UnixMilliseconds == long.MinValue ? null : time;
}
