using System.Globalization;
using System.Text;
using HazmatTrack.Domain.Vehicles;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState;

/// <summary>The names under which hot state is kept: all begin with one prefix.</summary>
internal sealed class HotKeys(string prefix)
{
    private readonly byte[] _value = Encoding.UTF8.GetBytes(prefix + "v:");

    /// <summary>Holds a random text that is there for one life of Redis: gone after a flush.</summary>
    public RedisKey Birth { get; } = prefix + "birth";

    public RedisKey Value(VehicleId vehicle) => new RedisKey(vehicle.ToString()).Prepend(_value);

    public RedisKey Whole(int partition) => string.Create(CultureInfo.InvariantCulture, $"{prefix}whole:{partition}");

    public RedisKey View(ViewEntry view) => string.Create(
        CultureInfo.InvariantCulture, $"{prefix}{(view.HeaderAt == HotHeader.ProvinceAt ? 'p' : 'c')}:{view.Number}");
}
