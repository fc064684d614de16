using HazmatTrack.Domain;

namespace HazmatTrack.Http.Errors;

/// <summary>A body that the web server, or its coding, could not read.</summary>
internal static class UnreadableBody
{
    /// <summary>The field that faults of the body as a whole have.</summary>
    public const string Field = "body";

    /// <summary>Why it could not be read. The framework has its words in English only.</summary>
    public static LocalText Describe(BadHttpRequestException e) => new(
        e.StatusCode switch
        {
            StatusCodes.Status408RequestTimeout => "请求体无法读取：到达太慢。",
            StatusCodes.Status413PayloadTooLarge => "请求体无法读取：超过上限。",
            _ when e is WrongCodingException => "请求体无法读取：内容与 Content-Encoding 所示的压缩格式不符，或不完整。",
            _ => "请求体无法读取：传输格式有误，或不完整。",
        },
        $"The body cannot be read: {e.Message}");
}
