using System.Buffers.Binary;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>
/// Where a vehicle is, as stored under its sight key: what the views are verified against. Version, position flag, time, latitude, longitude, province,
/// cell; little endian. After them, of a vehicle with a position, what its last fix says besides (<see cref="HotFix"/>): a program from before it reads
/// the first part alone, and a value without it is read too, so silos of both kinds work on one Redis.
/// </summary>
internal static class HotHeader
{
    /// <summary>The part that every value has.</summary>
    public const int Size = 26;

    /// <summary>The longest value.</summary>
    public const int MaxSize = Size + HotFix.MaxSize;

    /// <summary>Where the province's four bytes begin; the views' script compares them.</summary>
    public const int ProvinceAt = 18;

    /// <summary>Where the cell's four bytes begin.</summary>
    public const int CellAt = 22;

    private const byte Version = 1;

    /// <summary>Writes the value; answers its length.</summary>
    public static int Write(in HotStateEntry vehicle, int cell, Span<byte> to)
    {
        to[0] = Version;
        to[1] = vehicle.Fix is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt64LittleEndian(to[2..], vehicle.Time.UnixMilliseconds);
        BinaryPrimitives.WriteInt32LittleEndian(to[10..], vehicle.Position?.LatitudeE6 ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(to[14..], vehicle.Position?.LongitudeE6 ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(to[ProvinceAt..], vehicle.Province.Number);
        BinaryPrimitives.WriteInt32LittleEndian(to[CellAt..], cell);
        return vehicle.Fix is { } fix ? Size + HotFix.Write(SeenFix.FromReport(fix), vehicle.Time, to[Size..]) : Size;
    }

    /// <summary>False for a value of another version or none of ours: the vehicle counts as not there and is built again from history.</summary>
    public static bool TryRead(VehicleId vehicle, ReadOnlySpan<byte> value, out LastSeen sight)
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
        sight = sight with { Fix = sight.Position is null ? null : HotFix.Read(value[Size..], sight.Time) };
        return true;
    }
}
