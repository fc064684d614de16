using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Judging;

/// <summary>Activates vehicles in this silo. A vehicle that an earlier owner has left in another silo leaves that silo first.</summary>
/// <param name="time">Clock for the pause until a vehicle has left.</param>
internal sealed class VehicleHome(SiloAddress silo, LocalVehicles local, TimeProvider time)
{
    /// <summary>The best value measured between 256 and 1024: enough to keep the cores busy, few enough to stay in the cache.</summary>
    private const int Window = 512;

    /// <summary>About 20 s in all: as long as a cluster takes to notice that a silo is gone.</summary>
    private const int Attempts = 40;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    /// <summary>The silo as other processes address it.</summary>
    public string Silo => silo.ToParsableString();

    /// <summary>
    /// Returns the vehicles in the order of the slots. Where a newer owner has one of them, fences the session and returns those activated so far.
    /// </summary>
    /// <exception cref="TrackingFault">One of them cannot be activated.</exception>
    public async Task<TrackedVehicle[]> BringAsync(PartitionSession session, IReadOnlyList<VehicleSlot> slots, CancellationToken cancellation)
    {
        var here = new TrackedVehicle[slots.Count];
        var missing = Enumerable.Range(0, slots.Count).ToList();
        Exception? last = null;
        for (var attempt = 0; missing.Count > 0 && !session.IsDropped; attempt++)
        {
            if (attempt == Attempts)
            {
                throw new TrackingFault(
                    $"Vehicle {slots[missing[0]].Vehicle} of partition {session.Partition} does not come to life in this silo ({missing.Count} do not): {last?.Message ?? "another silo holds it"}", last);
            }

            if (attempt > 0)
            {
                await Task.Delay(s_pause * attempt, time, session.Gone);
            }

            var left = new List<int>();
            foreach (var some in missing.Chunk(Window))
            {
                foreach (var (i, found, failure) in await Task.WhenAll(some.Select(CallAsync)).WaitAsync(cancellation))
                {
                    last = failure ?? last;
                    if (found is null)
                    {
                        left.Add(i);
                    }
                    else
                    {
                        here[i] = found;
                    }
                }
            }

            missing = left;
        }

        session.Gone.ThrowIfCancellationRequested();
        return here;

        async Task<(int At, TrackedVehicle? Here, Exception? Failure)> CallAsync(int i)
        {
            try
            {
                var residence = await slots[i].Grain.LiveInAsync(silo, session.Owner);
                if (residence == Residence.Fenced)
                {
                    session.Fence();
                }

                return (i, residence == Residence.Here ? local.Find(slots[i].Vehicle) : null, null);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                // The vehicle holds no state of this owner yet, so that asking again does no harm.
                return (i, null, e);
            }
        }
    }
}
