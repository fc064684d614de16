using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HazmatTrack.Domain.Vehicles;

/// <summary>
/// A vehicle as JT/T 809 names it: plate (车牌号) and plate colour. The text form <c>沪A12345_2</c> is the Kafka key, the grain
/// key and the id in URLs.
/// </summary>
public readonly record struct VehicleId : IComparable<VehicleId>
{
    /// <summary>The longest plate taken, in characters: JT/T 809 leaves 21 bytes of GBK.</summary>
    public const int MaxPlateLength = 20;

    private readonly string? _text;

    private VehicleId(string text) => _text = text;

    /// <exception cref="ArgumentException">The plate is empty, too long, or holds a blank, control or separator character.</exception>
    public VehicleId(string plate, PlateColour colour)
        : this(Compose(plate, colour))
    {
    }

    public string Plate => Text[..Text.LastIndexOf('_')];

    public PlateColour Colour => (PlateColour)int.Parse(Text.AsSpan(Text.LastIndexOf('_') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    private string Text => _text ?? throw new InvalidOperationException("This vehicle id was never set.");

    /// <summary>Reads the text form. False for anything that is not a plate, an underscore and a known colour code.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out VehicleId id)
    {
        id = default;
        var cut = text?.LastIndexOf('_') ?? -1;
        if (cut <= 0
            || !int.TryParse(text.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            || text!.Length - cut - 1 > 2
            || text[cut + 1] == '0'

            // A number may end in NULs for the parser, and "2\0" would be another vehicle than "2".
            || text.AsSpan(cut + 1).Contains('\0')
            || !Enum.IsDefined((PlateColour)code)
            || !IsPlate(text.AsSpan(0, cut)))
        {
            return false;
        }

        id = new(text);
        return true;
    }

    /// <exception cref="FormatException">The text is not a vehicle id.</exception>
    public static VehicleId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{text}' is not a vehicle id; expected plate_colour, such as 沪A12345_2.");

    public int CompareTo(VehicleId other) => string.CompareOrdinal(_text, other._text);

    public override string ToString() => Text;

    /// <summary>Whether a text may be a plate: 1 to <see cref="MaxPlateLength"/> letters, digits, or hyphens.</summary>
    public static bool IsPlate(ReadOnlySpan<char> plate)
    {
        if (plate.Length is 0 or > MaxPlateLength)
        {
            return false;
        }

        foreach (var c in plate)
        {
            if (!char.IsLetterOrDigit(c) && c is not '-')
            {
                return false;
            }
        }

        return true;
    }

    private static string Compose(string plate, PlateColour colour)
    {
        if (!IsPlate(plate))
        {
            throw new ArgumentException($"'{plate}' is not a plate.", nameof(plate));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{plate}_{(int)colour}");
    }
}
