using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.History.Model;

/// <summary>The points of one poll batch in one partition.</summary>
/// <param name="Incarnation">The log to which the offsets belong.</param>
/// <param name="FirstOffset">First offset of the batch.</param>
/// <param name="LastOffset">Last offset of the batch, dead letters included.</param>
/// <param name="Tracks">The points of each vehicle in order of arrival; a vehicle occurs at most once.</param>
public sealed record HistoryBatch(long Incarnation, long FirstOffset, long LastOffset, IReadOnlyList<TrackAppend> Tracks);

/// <summary>The new points of one vehicle.</summary>
/// <param name="Points">In order of arrival; the caller may reuse the memory once the append has ended.</param>
/// <param name="TailBase">
/// The event time up to which the tracker's judgement is final: points at or before it are late to the tracker and, if they are
/// new to history, must be judged again from history. <c>null</c> when the tracker has none yet.
/// </param>
/// <param name="Checkpoint">
/// The tracker's encoded core state as of <paramref name="TailBase"/>, kept with the next chunk that is sealed, until then in memory as given.
/// </param>
/// <param name="JudgeFrom">From when and why the vehicle must be judged again independently of its points; null where they decide.</param>
public readonly record struct TrackAppend(
    VehicleId Vehicle, ReadOnlyMemory<PositionReport> Points, Instant? TailBase, ReadOnlyMemory<byte> Checkpoint, JudgeAgain? JudgeFrom = null);
