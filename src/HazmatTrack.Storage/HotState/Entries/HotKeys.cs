using System.Globalization;
using System.Text;
using HazmatTrack.Domain.Vehicles;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>
/// The key names of hot state, such as <c>hazmat:{18}v:沪A12345_2</c>: the prefix, the tag of the part, the type of the value, the vehicle. The prefix
/// has no braces: Redis Cluster hashes the content of a key's first pair of braces.
/// </summary>
internal sealed class HotKeys
{
    private readonly Part[] _parts;

    public HotKeys(string prefix) => _parts = [.. Enumerable.Range(0, HotParts.Count).Select(p => new Part(prefix, HotParts.Tag(p)))];

    /// <summary>Holds the life of a part; missing after a flush.</summary>
    public RedisKey Birth(int part) => _parts[part].Birth;

    /// <summary>A hash: for each partition, the life of the part in which all of the partition's vehicles were written to it.</summary>
    public RedisKey Whole(int part) => _parts[part].Whole;

    /// <summary>Where the vehicle was last seen: written with every batch.</summary>
    public RedisKey Sight(VehicleId vehicle) => new RedisKey(vehicle.ToString()).Prepend(PartOf(vehicle).Sight);

    /// <summary>The vehicle's packed state: written at intervals.</summary>
    public RedisKey State(VehicleId vehicle) => new RedisKey(vehicle.ToString()).Prepend(PartOf(vehicle).State);

    /// <summary>A hash: the vehicles of a part that have a deadline, and their deadlines.</summary>
    public RedisKey Dues(int part) => _parts[part].Dues;

    /// <summary>The data quality of the vehicle's reports.</summary>
    public RedisKey Quality(VehicleId vehicle) => new RedisKey(vehicle.ToString()).Prepend(PartOf(vehicle).Quality);

    /// <summary>
    /// A sorted set: the vehicles of all parts whose quality is kept though no position of them was ever accepted, by the time of their last finding.
    /// </summary>
    public RedisKey UnknownVehicles => _parts[0].UnknownVehicles;

    /// <summary>The sight and state keys as bytes, cached in the vehicle's mark.</summary>
    public (byte[] Sight, byte[] State) Of(VehicleId vehicle, IndexMembership mark) => mark.Keys ??= ((byte[])Sight(vehicle)!, (byte[])State(vehicle)!);

    public RedisKey View(int part, ViewEntry view) => string.Create(
        CultureInfo.InvariantCulture, $"{_parts[part].Text}{(view.HeaderAt == HotHeader.ProvinceAt ? 'p' : 'c')}:{view.Number}");

    private Part PartOf(VehicleId vehicle) => _parts[HotParts.PartOf(vehicle)];

    private sealed class Part(string prefix, int tag)
    {
        public string Text { get; } = string.Create(CultureInfo.InvariantCulture, $"{prefix}{{{tag}}}");

        public RedisKey Birth => Text + "birth";

        public RedisKey Whole => Text + "whole";

        public RedisKey Dues => Text + "due";

        public RedisKey UnknownVehicles => Text + "q-unknown";

        public byte[] Sight => field ??= Encoding.UTF8.GetBytes(Text + "v:");

        public byte[] State => field ??= Encoding.UTF8.GetBytes(Text + "s:");

        public byte[] Quality => field ??= Encoding.UTF8.GetBytes(Text + "q:");
    }
}
