using System.Globalization;
using System.Text;
using HazmatTrack.Domain.Vehicles;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState;

/// <summary>The names under which hot state is kept: all begin with one prefix.</summary>
internal sealed class HotKeys(string prefix)
{
    private readonly byte[] _sight = Encoding.UTF8.GetBytes(prefix + "v:");
    private readonly byte[] _state = Encoding.UTF8.GetBytes(prefix + "s:");

    /// <summary>Holds a random text that is there for one life of Redis: gone after a flush.</summary>
    public RedisKey Birth { get; } = prefix + "birth";

    /// <summary>Where the vehicle is: written with every batch.</summary>
    public RedisKey Sight(VehicleId vehicle) => new RedisKey(vehicle.ToString()).Prepend(_sight);

    /// <summary>The vehicle's packed state: written now and then.</summary>
    public RedisKey State(VehicleId vehicle) => new RedisKey(vehicle.ToString()).Prepend(_state);

    /// <summary>Both, as bytes that are kept with the vehicle's mark.</summary>
    public (byte[] Sight, byte[] State) Of(VehicleId vehicle, HotMark mark) => mark.Keys ??= ((byte[])Sight(vehicle)!, (byte[])State(vehicle)!);

    public RedisKey Whole(int partition) => string.Create(CultureInfo.InvariantCulture, $"{prefix}whole:{partition}");

    public RedisKey View(ViewEntry view) => string.Create(
        CultureInfo.InvariantCulture, $"{prefix}{(view.HeaderAt == HotHeader.ProvinceAt ? 'p' : 'c')}:{view.Number}");
}
