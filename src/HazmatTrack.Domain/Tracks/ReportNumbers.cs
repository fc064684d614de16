namespace HazmatTrack.Domain.Tracks;

/// <summary>
/// The values of a report that may be absent as whole numbers, for stored forms: a present value is itself, an absent one is the first number
/// beyond the greatest value. So everything that was stored before values could be absent reads as it was. A report returns its numbers itself.
/// </summary>
public static class ReportNumbers
{
    private const long NoSpeed = ushort.MaxValue + 1;
    private const long NoHeading = ushort.MaxValue + 1;
    private const long NoAltitude = short.MaxValue + 1;
    private const long NoMileage = uint.MaxValue + 1L;

    /// <summary>False for a number that is no value and does not represent an absent one.</summary>
    public static bool TryToSpeed(long number, out ushort? deciKmh)
    {
        deciKmh = number == NoSpeed ? null : (ushort)number;
        return number is >= 0 and <= NoSpeed;
    }

    /// <inheritdoc cref="TryToSpeed"/>
    public static bool TryToHeading(long number, out ushort? degrees)
    {
        degrees = number == NoHeading ? null : (ushort)number;
        return number is >= 0 and <= NoHeading;
    }

    /// <inheritdoc cref="TryToSpeed"/>
    public static bool TryToAltitude(long number, out short? metres)
    {
        metres = number == NoAltitude ? null : (short)number;
        return number is >= short.MinValue and <= NoAltitude;
    }

    /// <inheritdoc cref="TryToSpeed"/>
    public static bool TryToMileage(long number, out uint? deciKm)
    {
        deciKm = number == NoMileage ? null : (uint)number;
        return number is >= 0 and <= NoMileage;
    }
}
