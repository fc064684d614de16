using HazmatTrack.Domain.Tracking;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>
/// Reads a little of the states of the next few vehicles before they are evaluated. The states of a live fleet are scattered over memory, each a chain of
/// objects: evaluation waits for one after the other, and these reads wait for one link of all of them together.
/// </summary>
internal static class VehicleWarming
{
    /// <summary>The number of vehicles at a time: as many reads as a processor core has in flight.</summary>
    public const int Group = 12;

    /// <summary>The last value read, which is kept so that the compiler does not remove the reads.</summary>
    private static long s_read;

    public static void Warm(ReadOnlySpan<VehicleWork> vehicles)
    {
        long read = 0;
        foreach (ref readonly var vehicle in vehicles)
        {
            read += vehicle.Slot.Local is null ? 0 : 1;
        }

        for (var link = 0; link <= VehicleTracker.LastLink + 1; link++)
        {
            foreach (ref readonly var vehicle in vehicles)
            {
                read += vehicle.Slot.Local?.Warm(link) ?? 0;
            }
        }

        Volatile.Write(ref s_read, read);
    }
}
