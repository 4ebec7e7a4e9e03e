export interface PageOptions {
    url: string;
    uri: string;
    username: string;
    secret: string;
    name: string;
    expires: number;
    tone: number;
}
export type PageEvent = {
    type: string;
    id?: string;
    code?: number;
    reason?: string;
};
export interface PagePhone {
    open(options: PageOptions): Promise<void>;
    register(): void;
    unregister(): void;
    dial(target: string): string;
    answer(id: string): void;
    terminate(id: string, code?: number): void;
    dtmf(id: string, digits: string): void;
    refer(id: string, target: string): void;
    hold(id: string, on: boolean): void;
    shareOfTone(id: string, hertz: number): number;
    stop(): void;
}
declare global {
    var pagePhone: PagePhone;
    var sipTrace: (direction: 'sent' | 'received', text: string) => void;
    var phoneEvent: (event: PageEvent) => void;
}
