using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace HazmatTrack.Server.Settings;

/// <summary>
/// Checks the text of one setting before it is bound, because the messages of the binder and the validator for an invalid value use their own terms and not
/// those of the setting.
/// </summary>
internal static class SettingValue
{
    /// <summary>Null for a value that fits its property, else the fault: the setting, the value and what is expected.</summary>
    public static string? Fault(PropertyInfo property, IConfigurationSection given)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var isScalar = type == typeof(string) || type.IsValueType;
        var name = given.Path;
        if (isScalar && given.GetChildren().Any())
        {
            return $"{name} is one value, {Expected(property, type)}; it has no parts such as {given.GetChildren().First().Path}.";
        }

        if (given.Value is not { } text || (text.Length == 0 && !isScalar))
        {
            return null;
        }

        if (!isScalar)
        {
            return type.IsArray
                ? $"{name}: '{text}' is not a list; give its items as {name}:0, {name}:1 and so on."
                : $"{name}: '{text}' is not a group of settings; give each as {name}:NAME.";
        }

        if (text.Length == 0 && property.IsDefined(typeof(RequiredAttribute)))
        {
            return $"{name} is empty; it needs a value.";
        }

        // An empty value of an optional setting counts as not set.
        var fits = type == typeof(string) || (text.Length == 0 && type != property.PropertyType)
            || (TryConvert(type, text, out var value) && property.GetCustomAttribute<RangeAttribute>()?.IsValid(value) != false);
        return fits ? null : $"{name}: '{text}' is not {Expected(property, type)}.";
    }

    private static bool TryConvert(Type type, string text, out object? value)
    {
        value = null;
        try
        {
            value = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
            return value is not null && (!type.IsEnum || Enum.IsDefined(type, value))
                && value is not (double.NaN or double.PositiveInfinity or double.NegativeInfinity);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Expected(PropertyInfo property, Type type)
    {
        var range = property.GetCustomAttribute<RangeAttribute>() is { } r
            ? string.Create(CultureInfo.InvariantCulture, $" from {r.Minimum} to {r.Maximum}") : "";
        return type == typeof(bool) ? "true or false"
            : type == typeof(TimeSpan) ? $"a span of time{range}, written hours:minutes:seconds or days.hours:minutes:seconds"
            : type == typeof(double) ? $"a number{range}"
            : type == typeof(string) ? "a text"
            : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
            : $"a whole number{range}";
    }
}
