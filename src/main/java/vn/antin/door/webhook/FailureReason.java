package vn.antin.door.webhook;

/** Why an attempt failed. */
public enum FailureReason {
    NAME_UNKNOWN("Không tìm thấy tên máy trong DNS", "The name of the host is not known"),
    NOT_ALLOWED("Nút không được phép gọi tới địa chỉ này", "The node may not call this address"),
    NO_CONNECTION("Không kết nối được", "No connection"),
    TLS("Không thiết lập được TLS, thường do chứng chỉ", "TLS failed, most often for the certificate"),
    TIMED_OUT("Không trả lời trong 15 giây", "No answer within 15 seconds"),
    BROKEN("Kết nối đứt trước khi có trả lời", "The connection broke before an answer"),
    STATUS("Trả lời không phải 2xx", "The answer was not 2xx"),
    REDIRECT("Trả lời chuyển hướng; nút không đi theo", "A redirect was answered; the node follows none"),
    GONE("Trả lời 410: địa chỉ đã bị tắt", "The answer was 410: the address is switched off"),
    SECRET("Khóa ký không mở được; hãy đổi khóa", "The signing key does not open; rotate it");

    private final String vi;
    private final String en;

    FailureReason(String vi, String en) {
        this.vi = vi;
        this.en = en;
    }

    /** The sentence for people in that language. */
    public String in(vn.antin.door.Language language) {
        return switch (language) {
            case VI -> vi;
            case EN -> en;
        };
    }
}
