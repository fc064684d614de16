using System.Buffers.Binary;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.HotState;

/// <summary>
/// Where a vehicle is, as stored under its sight key: what the views are verified against. Version, position flag, time, latitude, longitude, province, cell; little endian.
/// </summary>
internal static class HotHeader
{
    public const int Size = 26;

    /// <summary>Where the province's four bytes begin; the views' script compares them.</summary>
    public const int ProvinceAt = 18;

    /// <summary>Where the cell's four bytes begin.</summary>
    public const int CellAt = 22;

    private const byte Version = 1;

    public static void Write(in HotVehicle vehicle, int cell, Span<byte> to)
    {
        to[0] = Version;
        to[1] = vehicle.Position is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt64LittleEndian(to[2..], vehicle.Time.UnixMilliseconds);
        BinaryPrimitives.WriteInt32LittleEndian(to[10..], vehicle.Position?.LatitudeE6 ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(to[14..], vehicle.Position?.LongitudeE6 ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(to[ProvinceAt..], vehicle.Province.Number);
        BinaryPrimitives.WriteInt32LittleEndian(to[CellAt..], cell);
    }

    /// <summary>False for a value of another version or none of ours: the vehicle counts as not there and is built again from history.</summary>
    public static bool TryRead(VehicleId vehicle, ReadOnlySpan<byte> value, out VehicleSight sight)
    {
        sight = default;
        if (value.Length < Size || value[0] != Version || value[1] > 1)
        {
            return false;
        }

        sight = new(
            vehicle,
            new(BinaryPrimitives.ReadInt64LittleEndian(value[2..])),
            value[1] == 0
                ? null
                : new(BinaryPrimitives.ReadInt32LittleEndian(value[10..]), BinaryPrimitives.ReadInt32LittleEndian(value[14..])),
            new(BinaryPrimitives.ReadInt32LittleEndian(value[ProvinceAt..])));
        return true;
    }
}
