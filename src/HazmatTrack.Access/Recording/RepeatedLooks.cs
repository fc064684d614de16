using System.Collections.Concurrent;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Access.Recording;

/// <summary>
/// Which vehicles a session was shown in lists of late: a page that shows a list reads it every few seconds, and what it shows all the while is one look. A
/// vehicle is recorded again once it was not for <see cref="Length"/>.
/// </summary>
internal sealed class RepeatedLooks(TimeProvider time)
{
    /// <summary>
    /// How long showing a vehicle to a session is one look. Pages that stay open make most of the record: one that shows 30,000 vehicles day and night has
    /// 43 GB a year recorded by each process that answers it. A search from an instant on finds what was recorded up to so long before (<c>AuditEndpoints</c>).
    /// </summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(1);

    /// <summary>How long after it was recorded a look may have gone on: the entry is written somewhat before the hour begins, and clocks are set.</summary>
    public static readonly TimeSpan GoesOnFor = Length + TimeSpan.FromMinutes(5);

    private const int MostSessions = 10_000;

    private readonly ConcurrentDictionary<string, Dictionary<VehicleId, long>> _shown = [];
    private long _swept = time.GetTimestamp();

    /// <summary>Those of some vehicles of which no look of a session was recorded of late.</summary>
    /// <param name="session">Names the session and the list: being shown a vehicle in one list is no look at it in another.</param>
    /// <param name="vehicles">What the list shows.</param>
    public IReadOnlyList<VehicleId> New(string session, IReadOnlyCollection<VehicleId> vehicles)
    {
        Sweep();
        if (!_shown.TryGetValue(session, out var shown))
        {
            return [.. vehicles.Distinct()];
        }

        lock (shown)
        {
            return [.. vehicles.Where(v => !shown.TryGetValue(v, out var at) || time.GetElapsedTime(at) >= Length).Distinct()];
        }
    }

    /// <summary>The look of a session at some vehicles is recorded.</summary>
    public void Recorded(string session, IEnumerable<VehicleId> vehicles)
    {
        var (shown, now) = (_shown.GetOrAdd(session, _ => []), time.GetTimestamp());
        lock (shown)
        {
            foreach (var vehicle in vehicles)
            {
                shown[vehicle] = now;
            }
        }
    }

    /// <summary>Forgets what is over, now and then, and everything where there are too many sessions: then more is recorded than need be.</summary>
    private void Sweep()
    {
        var swept = Volatile.Read(ref _swept);
        if (time.GetElapsedTime(swept) < Length || Interlocked.CompareExchange(ref _swept, time.GetTimestamp(), swept) != swept)
        {
            return;
        }

        foreach (var (session, shown) in _shown)
        {
            lock (shown)
            {
                foreach (var (vehicle, at) in shown)
                {
                    if (time.GetElapsedTime(at) >= Length)
                    {
                        shown.Remove(vehicle);
                    }
                }

                if (shown.Count == 0 || _shown.Count > MostSessions)
                {
                    _shown.TryRemove(session, out _);
                }
            }
        }
    }
}
