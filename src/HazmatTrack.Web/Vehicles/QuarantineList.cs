using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Damaged;

namespace HazmatTrack.Web.Vehicles;

/// <summary>
/// The vehicles in quarantine, for lists: read from history at most once a second, however many ask. While the store does not answer, the list is as it
/// was read last, like the open violations of the same answer.
/// </summary>
internal sealed class QuarantineList(IHistoryStore history, TimeProvider time)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_firstPatience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private Task _reading = Task.CompletedTask;
    private Dictionary<VehicleId, Quarantine>? _last;
    private long _readAt;

    /// <exception cref="TimeoutException">The list could not be read yet.</exception>
    public async Task<IReadOnlyDictionary<VehicleId, Quarantine>> ReadAsync(CancellationToken cancellation)
    {
        Task reading;
        lock (_lock)
        {
            if (_last is not null && time.GetElapsedTime(_readAt) < s_fresh)
            {
                return _last;
            }

            reading = _reading = _reading.IsCompleted ? LoadAsync() : _reading;
        }

        // A read that fails, or takes long, is that of everybody: it is not cancelled with this request.
        await reading.WaitAsync(_last is null ? s_firstPatience : s_patience, time, cancellation)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        return _last ?? throw new TimeoutException("History does not answer: it is not known which vehicles are quarantined.");
    }

    private async Task LoadAsync()
    {
        var asked = time.GetTimestamp();
        var all = await history.QuarantinesAsync(CancellationToken.None);
        lock (_lock)
        {
            (_last, _readAt) = (all.GroupBy(q => q.Vehicle).ToDictionary(q => q.Key, q => q.First()), asked);
        }
    }
}
