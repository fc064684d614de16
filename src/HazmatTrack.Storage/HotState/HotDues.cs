using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState;

/// <summary>
/// The deadlines of vehicles: a hash in each part, by vehicle, so that a new owner of a partition reads those of its vehicles without their states, and a
/// vehicle that moves to another partition keeps its own. They are sent with the states, and most vehicles have none.
/// </summary>
internal sealed class HotDues(IDatabase redis, HotKeys keys)
{
    private const int FieldsPerCommand = 500;

    private List<HashEntry>?[]? _set;
    private List<RedisValue>?[]? _gone;

    /// <summary>
    /// Adds the changes for a vehicle. A deadline that has only moved later is written with the packed state: one that is too early costs a check, one
    /// that is too late would be missed.
    /// </summary>
    public void Add(int part, in HotStateEntry vehicle, string birth)
    {
        var mark = vehicle.Mark;
        if (vehicle.Due is { } due)
        {
            var isThere = mark.Due is { } known && mark.Birth == birth
                && (known == due || (known.At <= due.At && known.Behind == due.Behind && vehicle.Blob.IsEmpty));
            if (!isThere)
            {
                ((_set ??= new List<HashEntry>?[HotParts.Count])[part] ??= []).Add(new(vehicle.Vehicle.ToString(), due.ToBytes()));
            }
        }
        else if (vehicle.IsDueGone)
        {
            ((_gone ??= new List<RedisValue>?[HotParts.Count])[part] ??= []).Add(vehicle.Vehicle.ToString());
        }
    }

    public void Send(List<Task> commands)
    {
        for (var part = 0; part < HotParts.Count; part++)
        {
            foreach (var some in _set?[part]?.Chunk(FieldsPerCommand) ?? [])
            {
                commands.Add(redis.HashSetAsync(keys.Dues(part), some));
            }

            foreach (var some in _gone?[part]?.Chunk(FieldsPerCommand) ?? [])
            {
                commands.Add(redis.HashDeleteAsync(keys.Dues(part), some));
            }
        }
    }

    /// <summary>The deadlines of some parts.</summary>
    public async Task<IReadOnlyList<(VehicleId Vehicle, HotDue Due)>> ReadAsync(PartSet parts)
    {
        var read = await Task.WhenAll(Enumerable.Range(0, HotParts.Count).Where(parts.Contains)
            .Select(p => redis.HashGetAllAsync(keys.Dues(p), CommandFlags.DemandMaster)));
        var dues = new List<(VehicleId, HotDue)>();
        foreach (var entry in read.SelectMany(r => r))
        {
            if (HotDue.Read(((ReadOnlyMemory<byte>)entry.Value).Span) is { } due)
            {
                dues.Add((VehicleId.FromStored(entry.Name.ToString()), due));
            }
        }

        return dues;
    }
}
