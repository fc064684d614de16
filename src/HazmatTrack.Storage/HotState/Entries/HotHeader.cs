using System.Buffers.Binary;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>
/// Where a vehicle was last seen, as stored under its sight key: the views are verified against it. Version, position flag, time, latitude, longitude,
/// province, cell; little endian. For a vehicle with a position, the other values of its last fix (<see cref="HotFix"/>) follow: an earlier version reads
/// only the first part, and a value without the second is read too, so silos of both versions work on one Redis.
/// </summary>
internal static class HotHeader
{
    /// <summary>The size of the part that every value has.</summary>
    public const int Size = 26;

    /// <summary>The maximum size of a value.</summary>
    public const int MaxSize = Size + HotFix.MaxSize;

    /// <summary>The position of the province's four bytes; the views' script compares them.</summary>
    public const int ProvinceAt = 18;

    /// <summary>The position of the cell's four bytes.</summary>
    public const int CellAt = 22;

    private const byte Version = 1;

    /// <summary>Writes the value; returns its length.</summary>
    public static int Write(in HotStateEntry vehicle, int cell, Span<byte> to)
    {
        to[0] = Version;
        to[1] = vehicle.Fix is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt64LittleEndian(to[2..], vehicle.Time.UnixMilliseconds);
        BinaryPrimitives.WriteInt32LittleEndian(to[10..], vehicle.Position?.LatitudeE6 ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(to[14..], vehicle.Position?.LongitudeE6 ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(to[ProvinceAt..], vehicle.Province.Number);
        BinaryPrimitives.WriteInt32LittleEndian(to[CellAt..], cell);
        return vehicle.Fix is { } fix ? Size + HotFix.Write(SeenFix.FromReport(fix), vehicle.Time, vehicle.IsFaulted, to[Size..]) : Size;
    }

    /// <summary>Returns false for a value of another version or an unknown one: the vehicle counts as missing and is rebuilt from history.</summary>
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
        if (sight.Position is not null)
        {
            sight = sight with { Fix = HotFix.Read(value[Size..], sight.Time), IsFaulted = HotFix.IsFaulted(value[Size..]) };
        }

        return true;
    }
}
