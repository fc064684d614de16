using System.Buffers;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState;

/// <summary>
/// Hot state in Redis 7.0, Redis Cluster or Garnet. One value for each vehicle, written up to 500 per command, all commands of a batch in flight together.
/// Everything is read from masters: a replica may be stale.
/// </summary>
public sealed partial class RedisHotState : IHotState
{
    private const int KeysPerCommand = 500;

    /// <summary>After how many packed states a vehicle is added to its views again.</summary>
    private const int StatesPerAddition = 8;

    private readonly IDatabase _redis;
    private readonly HotKeys _keys;
    private readonly HotLanes _lanes;
    private readonly HotLives _lives;

    /// <summary>The lives of the parts that were written to.</summary>
    private readonly string?[] _births = new string?[HotParts.Count];

    /// <param name="redis">
    /// The connection, which must allow administration (the client requires it for INFO); its owner disposes it.
    /// </param>
    /// <param name="prefix">The prefix of all keys, so that several systems may share a server.</param>
    public RedisHotState(IConnectionMultiplexer redis, string prefix)
    {
        _redis = redis.GetDatabase();
        _keys = new(prefix);
        _lanes = new(redis);
        _lives = new(redis, _keys, _lanes);
    }

    /// <inheritdoc cref="HotLives.RefuseEvictionAsync"/>
    public static Task RefuseEvictionAsync(IConnectionMultiplexer redis, CancellationToken cancellation) =>
        HotLives.RefuseEvictionAsync(redis).WaitAsync(cancellation);

    public async Task WriteAsync(IReadOnlyList<HotStateEntry> vehicles, CancellationToken cancellation)
    {
        if (vehicles.Count == 0)
        {
            return;
        }

        var written = MemoryOf(vehicles);
        var layout = new HotLayout(written.Span);
        if (layout.Unknown is { } unknown)
        {
            await LearnAsync(unknown, cancellation);
        }

        var births = await BirthsAsync(layout.Parts, cancellation);
        for (var parts = layout.Parts; !parts.IsEmpty;)
        {
            // A part that has lost its data since is written again: its views lack entries that were assumed to exist.
            parts = await WriteAsync(written, layout, parts, births, cancellation);
        }

        foreach (ref readonly var vehicle in written.Span)
        {
            Place(vehicle.Mark, vehicle.Province, vehicle.Position, births[vehicle.Mark.PartOf(vehicle.Vehicle)]);
            vehicle.Mark.Due = vehicle.IsDueGone ? null : vehicle.Due ?? vehicle.Mark.Due;
        }

        Remember(layout.Parts, births);
    }

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>?>> ReadAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation)
    {
        var values = await GetAsync(vehicles, _keys.State, cancellation);
        return Array.ConvertAll(values, v => v.IsNull ? null : (ReadOnlyMemory<byte>?)(ReadOnlyMemory<byte>)v);
    }

    public async Task<IReadOnlyList<LastSeen?>> LastSeenAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation)
    {
        var headers = await GetAsync(vehicles, _keys.Sight, cancellation);
        var sights = new LastSeen?[vehicles.Count];
        for (var i = 0; i < sights.Length; i++)
        {
            sights[i] = HotHeader.TryRead(vehicles[i], ((ReadOnlyMemory<byte>)headers[i]).Span, out var sight) ? sight : null;
        }

        return sights;
    }

    public Task<IReadOnlyList<(VehicleId Vehicle, HotDue Due)>> DuesAsync(PartSet parts, CancellationToken cancellation) =>
        new HotDues(_redis, _keys).ReadAsync(parts).WaitAsync(cancellation);

    public Task<HotCompleteness> LookAsync(PartSet parts, CancellationToken cancellation) => _lives.LookAsync(parts).WaitAsync(cancellation);

    public Task MarkCompleteAsync(int partition, PartSet parts, HotCompleteness seen, CancellationToken cancellation) =>
        _lives.MarkAsync(partition, parts, seen).WaitAsync(cancellation);

    public Task ForgetCompleteAsync(int partition, CancellationToken cancellation) => _lives.ForgetAsync(partition).WaitAsync(cancellation);

    /// <summary>The vehicles as contiguous memory: a batch has tens of thousands, and reads them several times.</summary>
    private static ReadOnlyMemory<HotStateEntry> MemoryOf(IReadOnlyList<HotStateEntry> vehicles) => vehicles switch
    {
        ArraySegment<HotStateEntry> segment => segment,
        HotStateEntry[] array => array,
        _ => vehicles.ToArray(),
    };

    /// <summary>The assumed lives of the parts that are written to: the last ones known.</summary>
    private async Task<string?[]> BirthsAsync(PartSet parts, CancellationToken cancellation)
    {
        var births = (string?[])_births.Clone();
        var unknown = parts;
        for (var part = 0; part < births.Length; part++)
        {
            unknown = births[part] is null ? unknown : unknown.Except(PartSet.Only(part));
        }

        if (!unknown.IsEmpty)
        {
            foreach (var (part, birth) in await _lives.BirthsAsync(unknown).WaitAsync(cancellation))
            {
                births[part] = birth;
            }
        }

        return births;
    }

    private void Remember(PartSet parts, string?[] births)
    {
        for (var part = 0; part < births.Length; part++)
        {
            if (parts.Contains(part))
            {
                _births[part] = births[part];
            }
        }
    }

    /// <summary>
    /// Writes the vehicles of some parts for the assumed lives; returns the parts that were in another, which replaces the assumed one. All commands are sent
    /// together; a vehicle that moves is written by the script that moves it, so that no reader finds it in two places, or in none.
    /// </summary>
    private async Task<PartSet> WriteAsync(
        ReadOnlyMemory<HotStateEntry> vehicles, HotLayout layout, PartSet parts, string?[] births, CancellationToken cancellation)
    {
        var commands = new List<Task>();
        var buffer = ArrayPool<byte>.Shared.Rent(layout.Bytes);
        var found = Send(vehicles.Span, parts, layout.Place(parts, _lanes, buffer), births, commands);
        await Task.WhenAll(commands).WaitAsync(cancellation);

        // Only after success: a timed-out command may still be sending from it.
        ArrayPool<byte>.Shared.Return(buffer);
        var others = PartSet.None;
        foreach (var (part, birth) in await found)
        {
            if (birth != births[part])
            {
                (births[part], others) = (birth, others.With(part));
            }
        }

        return others;
    }

    /// <returns>The current lives of the parts.</returns>
    private Task<(int Part, string Birth)[]> Send(
        ReadOnlySpan<HotStateEntry> vehicles, PartSet parts, HotLayout.Values?[] values, string?[] births, List<Task> commands)
    {
        var views = new HotViews(_redis, _keys, _lanes);
        var dues = new HotDues(_redis, _keys);
        foreach (ref readonly var vehicle in vehicles)
        {
            var part = vehicle.Mark.PartOf(vehicle.Vehicle);
            if (values[part] is not { } room)
            {
                continue;
            }

            dues.Add(part, vehicle, births[part]!);
            var cell = Cell.IndexOf(vehicle.Position);
            var move = MoveOf(vehicle, cell, births[part]!);
            var (sight, state) = _keys.Of(vehicle.Vehicle, vehicle.Mark);
            var length = HotHeader.Write(vehicle, cell, room.Free.Span);
            if (move.IsNone)
            {
                room.Add(sight, length);
            }
            else
            {
                views.Move(part, vehicle.Vehicle, room.Take(length), move);
            }

            if (!vehicle.Blob.IsEmpty)
            {
                vehicle.Blob.CopyTo(room.Free);
                room.Add(state, vehicle.Blob.Length);
            }
        }

        var found = _lives.BirthsAsync(parts);
        commands.Add(found);
        foreach (var lane in values.Distinct())
        {
            lane?.Send(_redis, commands);
        }

        views.SendMoves(commands);
        dues.Send(commands);
        return found;
    }

    /// <summary>Reads the places of the vehicles that this owner has not written yet, as an earlier owner left them.</summary>
    private async Task LearnAsync(List<(VehicleId Vehicle, IndexMembership Mark)> unknown, CancellationToken cancellation)
    {
        var sights = await LastSeenAsync(unknown.ConvertAll(v => v.Vehicle), cancellation);
        for (var i = 0; i < unknown.Count; i++)
        {
            if (sights[i] is { } sight)
            {
                Place(unknown[i].Mark, sight.Province, sight.Position, null);
            }
        }
    }

    private static void Place(IndexMembership mark, ProvinceCode province, GeoPoint? position, string? birth)
    {
        mark.HasPlace = true;
        mark.Province = province.Number;
        mark.Cell = Cell.IndexOf(position);
        if (!ReferenceEquals(mark.Birth, birth))
        {
            mark.Birth = birth;
        }
    }

    /// <summary>
    /// Adds a vehicle to its views, unless this owner has added it in this life of its part, and removes it from the previous ones. From time to time it is
    /// added in any case: a delayed write of an earlier owner may have moved it.
    /// </summary>
    private static ViewMove MoveOf(in HotStateEntry vehicle, int cell, string birth)
    {
        var mark = vehicle.Mark;
        var again = !vehicle.Blob.IsEmpty && ++mark.States % StatesPerAddition == 0;
        var isThere = mark.Birth == birth && !again;
        var province = vehicle.Province.Number;
        var (otherProvince, otherCell) = (mark.Province != province, mark.Cell != cell);
        return new(
            (!isThere || otherProvince ? ViewEntry.Province(province) : null, cell != Cell.None && (!isThere || otherCell) ? ViewEntry.Cell(cell) : null),
            (mark.HasPlace && otherProvince ? ViewEntry.Province(mark.Province) : null,
                mark.HasPlace && otherCell && mark.Cell != Cell.None ? ViewEntry.Cell(mark.Cell) : null));
    }
}
