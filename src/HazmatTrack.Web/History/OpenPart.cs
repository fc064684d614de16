using HazmatTrack.Contracts.Tracking;

namespace HazmatTrack.Web.History;

/// <summary>What the owners of partitions have in memory for a question.</summary>
/// <param name="Vehicles">Vehicles with their open points; while a partition moves, a vehicle may occur twice.</param>
/// <param name="Unavailable">
/// The partitions, in order, whose owner does not answer: open points of their vehicles are missing, which are the newest, and those that came late.
/// </param>
internal sealed record OpenPart(IReadOnlyList<OpenVehicle> Vehicles, IReadOnlyList<int> Unavailable)
{
    /// <summary>Whether every owner has answered.</summary>
    public bool IsWhole => Unavailable.Count == 0;

    /// <summary>Refuses a part that is not whole, where the answer has no way to say so.</summary>
    /// <exception cref="TrackHistoryException">An owner does not answer.</exception>
    public OpenPart EnsureWhole() => IsWhole ? this : throw new TrackHistoryException(
        $"Nobody answers for partitions {string.Join(',', Unavailable)} of positions: the newest positions of their vehicles cannot be read, and half a track would look like a whole one. Ask again in some seconds.");
}
