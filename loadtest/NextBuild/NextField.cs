using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracking.State;

namespace HazmatTrack.Domain.Tracking;

/// <summary>
/// The field that the next build has more in a state: a number that follows from the others, so that a wrong one is noticed. An older program leaves it out,
/// and so it is absent from what that one wrote.
/// </summary>
internal static class NextField
{
    private const int Factor = 7;

    public static void Write(BlobWriter to, TrackState core) => to.Number(core.Reports * Factor);

    /// <param name="from">The state, before the field or at the end of its part.</param>
    /// <param name="end">How much follows after the part.</param>
    /// <param name="core">What was read of the part.</param>
    /// <exception cref="TrackerBlobException">The field says otherwise than the rest.</exception>
    public static void Read(ref BlobReader from, int end, TrackState core)
    {
        if (from.IsBefore(end) && from.Number() is var number && number != core.Reports * Factor)
        {
            throw new TrackerBlobException($"The field of the next build is {number} where the state has {core.Reports} reports.");
        }
    }
}
