using Npgsql;

namespace HazmatTrack.FaultDrill.Watching;

/// <summary>When each partition of positions went to another owner, by the epochs that the store has, looked at every half second.</summary>
internal sealed class OwnerWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(500);

    private readonly string _postgres;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _epochs = [];
    private readonly List<(int Partition, DateTimeOffset At)> _moves = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;

    public OwnerWatch(string postgres)
    {
        _postgres = postgres;
        _looking = Task.Run(LookAsync);
    }

    /// <summary>Whether a partition had another owner at some time between two others.</summary>
    public bool HasMoved(int partition, DateTimeOffset from, DateTimeOffset to)
    {
        lock (_gate)
        {
            return _moves.Exists(m => m.Partition == partition && m.At >= from && m.At <= to + s_every);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        _stop.Dispose();
    }

    private async Task LookAsync()
    {
        try
        {
            while (true)
            {
                try
                {
                    await using var connection = new NpgsqlConnection(_postgres + ";Pooling=false;Timeout=2;Command Timeout=2");
                    await connection.OpenAsync(_stop.Token);
                    while (true)
                    {
                        await LookAsync(connection);
                        await Task.Delay(s_every, TimeProvider.System, _stop.Token);
                    }
                }
                catch (NpgsqlException)
                {
                    // It is down.
                    await Task.Delay(s_every, TimeProvider.System, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The drill ends.
        }
    }

    private async Task LookAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select partition, epoch from history_owner", connection);
        await using var reader = await command.ExecuteReaderAsync(_stop.Token);
        while (await reader.ReadAsync(_stop.Token))
        {
            var (partition, epoch) = (reader.GetInt32(0), reader.GetInt64(1));
            lock (_gate)
            {
                if (_epochs.TryGetValue(partition, out var before) && before != epoch)
                {
                    _moves.Add((partition, TimeProvider.System.GetUtcNow()));
                }

                _epochs[partition] = epoch;
            }
        }
    }
}
