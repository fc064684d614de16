using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HazmatTrack.Domain.Vehicles;

/// <summary>
/// A vehicle as JT/T 809 names it: plate (车牌号) and plate colour. The text form <c>沪A12345_2</c> is the Kafka key, the grain
/// key and the id in URLs. There is one id for a vehicle, however its plate was written (<see cref="LicencePlate"/>).
/// </summary>
public readonly record struct VehicleId : IComparable<VehicleId>
{
    /// <summary>The longest text accepted as an id, in characters: a plate with a sign or two after each of its characters.</summary>
    public const int MaxSpelling = 40;

    /// <summary>The format of an id, for messages.</summary>
    public const string Expected = "plate_colour, such as 沪A12345_2";

    /// <summary>The longest plate that earlier versions accepted: letters, digits and hyphens.</summary>
    private const int MaxStoredPlate = 20;

    private readonly string? _text;

    private VehicleId(string text) => _text = text;

    /// <exception cref="ArgumentException">The text is no plate, or a plate that is never of that colour.</exception>
    public VehicleId(string plate, PlateColour colour)
        : this(Find(plate, colour, null, out var fault, out var form)
            ?? throw new ArgumentException(Explain(fault, form, plate, colour).English, nameof(plate)))
    {
    }

    public string Plate => Text[..Text.LastIndexOf('_')];

    public PlateColour Colour => (PlateColour)int.Parse(Text.AsSpan(Text.LastIndexOf('_') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    private string Text => _text ?? throw new InvalidOperationException("This vehicle id was never set.");

    /// <summary>
    /// Reads an id in any spelling. False for anything that is not a plate of GA 36, an underscore and the code of a colour that it can have.
    /// </summary>
    /// <remarks>Allocates nothing for the canonical spelling.</remarks>
    public static bool TryParse([NotNullWhen(true)] string? text, out VehicleId id)
    {
        id = text is not null && Cut(text, out var cut, out var colour)
            && Find(text.AsSpan(0, cut), colour, text, out _, out _) is { } found ? new(found) : default;
        return id._text is not null;
    }

    /// <summary>Reads an id in any spelling.</summary>
    /// <param name="reason">The error and the expected format: a sentence for the user.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out VehicleId id, out LocalText reason)
    {
        reason = default;
        if (TryParse(text, out id))
        {
            return true;
        }

        if (text is not null && Cut(text, out var cut, out var colour))
        {
            _ = Find(text.AsSpan(0, cut), colour, null, out var fault, out var form);
            reason = Explain(fault, form, text.AsSpan(0, cut), colour);
        }
        else
        {
            reason = NoId(LicencePlate.Shown(text));
        }

        return false;
    }

    /// <summary>The vehicle of a plate in any spelling and the code of a colour.</summary>
    /// <param name="reason">The error and the expected format: a sentence for the user.</param>
    public static bool TryCreate(ReadOnlySpan<char> plate, int colour, out VehicleId id, out LocalText reason)
    {
        (id, reason) = (default, default);
        if (!IsKnown((PlateColour)colour))
        {
            var codes = string.Join(", ", Enum.GetValues<PlateColour>().Select(c => (int)c));
            reason = new(
                string.Create(CultureInfo.InvariantCulture, $"{colour} 不是车牌颜色代码；应为 {codes} 之一（JT/T 697.7-2014）。"),
                string.Create(CultureInfo.InvariantCulture, $"{colour} is not the code of a plate colour; expected one of {codes} (JT/T 697.7-2014)."));
            return false;
        }

        if (Find(plate, (PlateColour)colour, null, out var fault, out var form) is not { } text)
        {
            reason = Explain(fault, form, plate, (PlateColour)colour);
            return false;
        }

        id = new(text);
        return true;
    }

    /// <exception cref="FormatException">The text is not a vehicle id.</exception>
    public static VehicleId Parse(string text) => TryParse(text, out var id, out var reason) ? id : throw new FormatException(reason.English);

    /// <summary>
    /// The id as it was stored, letter by letter. Earlier versions accepted any letters, digits and hyphens as a plate, and what they stored
    /// must stay readable: so it is not changed to another spelling, and need not be a plate.
    /// </summary>
    /// <exception cref="FormatException">No version stored such an id.</exception>
    public static VehicleId FromStored(string text) => TryFromStored(text, out var id)
        ? id
        : throw new FormatException(NoId(text).English);

    /// <inheritdoc cref="FromStored"/>
    public static bool TryFromStored([NotNullWhen(true)] string? text, out VehicleId id)
    {
        id = text is not null && Cut(text, out var cut, out _)
            && IsCode(text.AsSpan(cut + 1)) && text[cut] == '_' && WasPlate(text.AsSpan(0, cut)) ? new(text) : default;
        return id._text is not null;
    }

    /// <summary>The present id of the vehicle: this one, except where an earlier version stored it in another spelling.</summary>
    public VehicleId Canonical() => TryParse(_text, out var id) ? id : this;

    public int CompareTo(VehicleId other) => string.CompareOrdinal(_text, other._text);

    public override string ToString() => Text;

    /// <summary>Finds the underscore, full width or not, and the colour that follows.</summary>
    private static bool Cut(string text, out int cut, out PlateColour colour)
    {
        cut = text.AsSpan().LastIndexOfAny('_', '＿');
        colour = default;
        if (cut <= 0 || text.Length > MaxSpelling)
        {
            return false;
        }

        var code = 0;
        var digits = 0;
        foreach (var c in text.AsSpan(cut + 1).Trim())
        {
            var digit = c is >= '０' and <= '９' ? c - '０' : c - '0';
            if (digit is < 0 or > 9 || ++digits > 2)
            {
                return false;
            }

            code = (code * 10) + digit;
        }

        colour = (PlateColour)code;
        return IsKnown(colour);
    }

    /// <summary>The text of the id, or the given text where it is canonical already; null with the fault where there is none.</summary>
    private static string? Find(ReadOnlySpan<char> plate, PlateColour colour, string? given, out PlateFault fault, out PlateForm form)
    {
        Span<char> read = stackalloc char[LicencePlate.MaxLength];
        fault = LicencePlate.Read(plate, read, out var length, out form);
        if (fault != PlateFault.None)
        {
            return null;
        }

        if (!LicencePlate.CanBe(form, colour))
        {
            fault = PlateFault.Colour;
            return null;
        }

        read = read[..length];
        return given is not null && plate.SequenceEqual(read) && given[length] == '_' && IsCode(given.AsSpan(length + 1))
            ? given
            : string.Create(CultureInfo.InvariantCulture, $"{read}_{(int)colour}");
    }

    /// <summary>The error for a text that has not the form of an id.</summary>
    public static LocalText NoId(string text) =>
        new($"“{text}”不是车辆标识；应为“车牌号_颜色代码”，例如 沪A12345_2。", $"'{text}' is not a vehicle id; expected {Expected}.");

    private static LocalText Explain(PlateFault fault, PlateForm form, ReadOnlySpan<char> plate, PlateColour colour)
    {
        if (fault != PlateFault.Colour)
        {
            return LicencePlate.Explain(fault, plate);
        }

        var (shown, name) = (LicencePlate.Shown(plate), LicencePlate.Name(form));
        var colours = string.Join(", ", Enum.GetValues<PlateColour>().Where(c => LicencePlate.CanBe(form, c)).Select(c => (int)c));
        return new(
            string.Create(CultureInfo.InvariantCulture, $"“{shown}”是{name.Chinese}的号牌，按 GA 36-2018 不会是颜色 {(int)colour}；应为 {colours} 之一。"),
            string.Create(CultureInfo.InvariantCulture, $"'{shown}' has the form of {name.English}, which is never of colour {(int)colour} by GA 36-2018; expected one of {colours}."));
    }

    /// <summary>As <see cref="Enum.IsDefined{TEnum}(TEnum)"/>, which boxes until it is recompiled by tiered compilation.</summary>
    private static bool IsKnown(PlateColour colour) =>
        colour is (>= PlateColour.Blue and <= PlateColour.Green) or PlateColour.Other or (>= PlateColour.FarmYellow and <= PlateColour.GradientGreen);

    /// <summary>One or two ASCII digits, the first not 0: the only text of a code, so that two texts are two vehicles.</summary>
    private static bool IsCode(ReadOnlySpan<char> code) =>
        code is [>= '1' and <= '9'] or [>= '1' and <= '9', >= '0' and <= '9'];

    private static bool WasPlate(ReadOnlySpan<char> plate)
    {
        foreach (var c in plate)
        {
            if (!char.IsLetterOrDigit(c) && c is not '-')
            {
                return false;
            }
        }

        return plate.Length is > 0 and <= MaxStoredPlate;
    }
}
