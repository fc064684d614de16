using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using HazmatTrack.Domain;

namespace HazmatTrack.Server.Settings;

/// <summary>
/// Checks the text of one setting before it is bound, because the messages of the binder and the validator for an invalid value use their own terms and not
/// those of the setting.
/// </summary>
internal static class SettingValue
{
    /// <summary>Null for a value that fits its property, else the fault: the setting, the value and what is expected.</summary>
    public static LocalText? Fault(PropertyInfo property, IConfigurationSection given)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var isScalar = type == typeof(string) || type.IsValueType;
        var name = given.Path;
        if (isScalar && given.GetChildren().Any())
        {
            var (one, part) = (Expected(property, type), given.GetChildren().First().Path);
            return new($"{name} 只有一个值，即{one.Chinese}；没有 {part} 这样的部分。", $"{name} is one value, {one.English}; it has no parts such as {part}.");
        }

        if (given.Value is not { } text || (text.Length == 0 && !isScalar))
        {
            return null;
        }

        if (!isScalar)
        {
            return type.IsArray
                ? new LocalText(
                    $"{name}：'{text}' 不是列表；请逐项给出：{name}:0、{name}:1 等。",
                    $"{name}: '{text}' is not a list; give its items as {name}:0, {name}:1 and so on.")
                : new LocalText(
                    $"{name}：'{text}' 不是一组设置；请分别给出：{name}:NAME。",
                    $"{name}: '{text}' is not a group of settings; give each as {name}:NAME.");
        }

        if (text.Length == 0 && property.IsDefined(typeof(RequiredAttribute)))
        {
            return new($"{name} 为空；须有值。", $"{name} is empty; it needs a value.");
        }

        // An empty value of an optional setting counts as not set.
        var fits = type == typeof(string) || (text.Length == 0 && type != property.PropertyType)
            || (TryConvert(type, text, out var value) && property.GetCustomAttribute<RangeAttribute>()?.IsValid(value) != false);
        if (fits)
        {
            return null;
        }

        var expected = Expected(property, type);
        return new($"{name}：'{text}' 不是{expected.Chinese}。", $"{name}: '{text}' is not {expected.English}.");
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

    private static LocalText Expected(PropertyInfo property, Type type)
    {
        var range = property.GetCustomAttribute<RangeAttribute>();
        var chinese = range is null ? "" : string.Create(CultureInfo.InvariantCulture, $" {range.Minimum} 至 {range.Maximum} 的");
        var english = range is null ? "" : string.Create(CultureInfo.InvariantCulture, $" from {range.Minimum} to {range.Maximum}");
        return type == typeof(bool) ? new(" true 或 false", "true or false")
            : type == typeof(TimeSpan) ? new(
                $"{chinese}时长，写作 时:分:秒 或 日.时:分:秒", $"a span of time{english}, written hours:minutes:seconds or days.hours:minutes:seconds")
            : type == typeof(double) ? new($"{chinese}数", $"a number{english}")
            : type == typeof(string) ? new("文本", "a text")
            : type.IsEnum ? new($" {string.Join("、", Enum.GetNames(type))} 之一", $"one of {string.Join(", ", Enum.GetNames(type))}")
            : new($"{chinese}整数", $"a whole number{english}");
    }
}
